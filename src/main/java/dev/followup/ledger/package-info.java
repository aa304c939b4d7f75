/// The ledger of commands: every command by its key, so that writing it twice has no effect. The interface and
/// the logic that all implementations share; it must not know the CRM.
@NullMarked
package dev.followup.ledger;

import org.jspecify.annotations.NullMarked;
