/// The CRM's event log: the events and changes that its events list contains. It must not know what the
/// ledger knows.
@NullMarked
package dev.followup.crm.eventlog;

import org.jspecify.annotations.NullMarked;
