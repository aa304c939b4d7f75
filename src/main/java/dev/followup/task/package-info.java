/// The terms that rules, ledger and CRM client share: commands, their causes and outcomes, tasks and how to
/// select them. Plain Java that knows only `event`.
@NullMarked
package dev.followup.task;

import org.jspecify.annotations.NullMarked;
