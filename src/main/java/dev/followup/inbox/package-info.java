/// Messages in and out: the FIFO queue between gateway and worker, with one message group for each account,
/// and the dead letters. It must not read a message except for ticks.
@NullMarked
package dev.followup.inbox;

import org.jspecify.annotations.NullMarked;
