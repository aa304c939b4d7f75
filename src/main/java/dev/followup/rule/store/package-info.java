/// The rule books in use, by account, loaded again when their file changes. The only package of `rule` that knows
/// files; it must not know the CRM or the ledger.
@NullMarked
package dev.followup.rule.store;

import org.jspecify.annotations.NullMarked;
