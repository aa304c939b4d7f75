/// The words that rules, ledger and client share: tasks, orders, outcomes.
@NullMarked
package dev.followup.task;

import org.jspecify.annotations.NullMarked;
