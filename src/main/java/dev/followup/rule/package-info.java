/// The rule book: an event in, commands and reasons out. Pure: it must not know a clock, the network or a file.
@NullMarked
package dev.followup.rule;

import org.jspecify.annotations.NullMarked;
