/// The CRM's list of events: what it has on record of what happened. It must not know what the ledger knows.
@NullMarked
package dev.followup.crm.eventlog;

import org.jspecify.annotations.NullMarked;
