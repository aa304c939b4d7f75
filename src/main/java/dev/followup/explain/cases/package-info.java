/// Test cases of rule books, as in `rules.cases.yaml`: what a book must do with sample events. Like
/// `explain`, it must not write to the ledger or call the CRM.
@NullMarked
package dev.followup.explain.cases;

import org.jspecify.annotations.NullMarked;
