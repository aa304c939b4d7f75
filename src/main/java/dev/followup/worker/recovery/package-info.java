/// Finds events that no webhook reported, in the CRM's own event log. It only finds: what follows from these
/// events is planned like everything else.
@NullMarked
package dev.followup.worker.recovery;

import org.jspecify.annotations.NullMarked;
