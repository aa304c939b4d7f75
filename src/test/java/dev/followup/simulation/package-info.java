/// The simulation: the worker between models of the inbox, the ledger's table and the CRM, in virtual time, with one
/// thread at a time. A seed decides everything, so a failing world is repeated by its seed.
@NullMarked
package dev.followup.simulation;

import org.jspecify.annotations.NullMarked;
