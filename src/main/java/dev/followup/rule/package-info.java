/// What should follow. Pure: a rule book and an event in, orders and reasons out; no clock, no I/O.
@NullMarked
package dev.followup.rule;

import org.jspecify.annotations.NullMarked;
