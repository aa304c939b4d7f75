/// What became of an event, and why: the ledger's journal, put to the rule books of then and of today, as data and as
/// text. It only reads. It must not know the CRM.
@NullMarked
package dev.followup.journal;

import org.jspecify.annotations.NullMarked;
