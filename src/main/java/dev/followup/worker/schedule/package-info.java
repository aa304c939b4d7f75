/// Ticks are forwarded to each account, and turned into the events of scheduled rules: at once, or by a walk through
/// the account's entities that takes several ticks. It must not know how these events are planned.
@NullMarked
package dev.followup.worker.schedule;

import org.jspecify.annotations.NullMarked;
