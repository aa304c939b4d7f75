/// The warm-up of a worker before Lambda takes its snapshot: batches that go the whole way, from the event
/// through rules and ledger to the CRM, and end on this machine. Its caller runs the batches.
@NullMarked
package dev.followup.warmup;

import org.jspecify.annotations.NullMarked;
