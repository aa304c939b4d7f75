/// Finds events that no webhook reported, in the CRM's own event log. It only finds them: they are planned
/// like all other events.
@NullMarked
package dev.followup.worker.recovery;

import org.jspecify.annotations.NullMarked;
