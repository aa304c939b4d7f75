/// Message bodies are decoded into webhook events and ticks; unreadable messages are moved to the dead letters.
/// It only reads: it must not know the CRM, the ledger or the rules.
@NullMarked
package dev.followup.worker.intake;

import org.jspecify.annotations.NullMarked;
