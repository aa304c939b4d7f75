/// Rule cases, as in `rules.cases.yaml`: what a rule book must do with sample events, read and run. Like
/// `explain`, it must not write to the ledger or call the CRM.
@NullMarked
package dev.followup.explain.cases;

import org.jspecify.annotations.NullMarked;
