/// Producers of what is not a bean by itself, and the check at start-up that reports every mistake in settings and
/// rules at once. It must not hold logic of its own.
@NullMarked
package dev.followup.bootstrap;

import org.jspecify.annotations.NullMarked;
