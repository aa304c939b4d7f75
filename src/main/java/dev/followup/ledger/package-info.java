/// What is to do and what was done: every order by its key, so that twice is once.
@NullMarked
package dev.followup.ledger;

import org.jspecify.annotations.NullMarked;
