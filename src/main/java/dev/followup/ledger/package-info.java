/// What is to be done and what was done: every command by its key, so that twice is once. The interface and the logic
/// that every implementation shares; it must not know the CRM.
@NullMarked
package dev.followup.ledger;

import org.jspecify.annotations.NullMarked;
