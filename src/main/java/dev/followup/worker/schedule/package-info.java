/// Ticks are forwarded to each account, and turned into the events of scheduled rules. It must not know how these
/// events are planned.
@NullMarked
package dev.followup.worker.schedule;

import org.jspecify.annotations.NullMarked;
