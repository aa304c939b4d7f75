/// Explanations: what would happen and why, as data and as text. It must not write to the ledger or call the CRM.
@NullMarked
package dev.followup.explain;

import org.jspecify.annotations.NullMarked;
