/// Producers of objects that are not beans by themselves, and the start-up check that reports every mistake
/// in settings and rules at once. It must not hold logic of its own.
@NullMarked
package dev.followup.bootstrap;

import org.jspecify.annotations.NullMarked;
