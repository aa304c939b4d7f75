/// Ticks turned into work: one for each account, and the events of the rules that run by the clock. It must not know
/// what becomes of these events.
@NullMarked
package dev.followup.worker.schedule;

import org.jspecify.annotations.NullMarked;
