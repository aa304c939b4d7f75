/// The ledger in a table of DynamoDB. The only place that knows the table's layout; it must not decide anything.
///
/// | `pk` | `sk` | holds |
/// | --- | --- | --- |
/// | `A#account` | `PENDING#command` | a pending command, whole, with its cause and when it was sent |
/// | `A#account` | `PLAN#event` | an event that could not be planned yet, whole, with its number |
/// | `A#account` | `SEQUENCE` | the next number, and how many turns were taken |
/// | `A#account` | `LEASE` | who works on the account, and until when |
/// | `A#account` | `CLOCK` | until when rules that run by the clock have been asked |
/// | `A#account` | `RECOVERY` | until when events that no webhook reported have been looked for |
/// | `A#account` | `CIRCUIT` | why the CRM serves the account nothing, and when a probe tries again |
/// | `E#account#event` | `EVENT` | which commands the event has; forgotten after 35 days |
/// | `O#account#rule\|entity` | `ONCE` | what the rule answered last for the entity; kept as long as it matters |
/// | `R#account#rule\|subject\|hour` | `COUNT` | events of the hour that the rule answered |
/// | `T#account#task` | `TASK` | which command made the task, when commands changed it, when it was completed |
///
/// The tokens of accounts that are opened by OAuth are in the same table, under `TOKEN#account`: they belong to
/// `account.token`.
@NullMarked
package dev.followup.ledger.dynamodb;

import org.jspecify.annotations.NullMarked;
