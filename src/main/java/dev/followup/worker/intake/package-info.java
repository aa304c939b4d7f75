/// Message bodies decoded into webhook events and ticks; what cannot be read goes to the dead letters. It only reads:
/// it must not know the CRM, the ledger or the rules.
@NullMarked
package dev.followup.worker.intake;

import org.jspecify.annotations.NullMarked;
