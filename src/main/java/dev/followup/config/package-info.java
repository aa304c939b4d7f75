/// Every setting, with its unit and default. The only way to one.
@NullMarked
package dev.followup.config;

import org.jspecify.annotations.NullMarked;
