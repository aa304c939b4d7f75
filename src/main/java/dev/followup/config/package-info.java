/// Every setting, with its unit and default. The only way to one; it knows no other package.
@NullMarked
package dev.followup.config;

import org.jspecify.annotations.NullMarked;
