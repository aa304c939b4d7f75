@NullMarked
package dev.followup.local.sandbox;

import org.jspecify.annotations.NullMarked;
