/// What is to do and what was done: every order by its key, so that twice is once.
///
/// What stands in the table of DynamoDB:
///
/// | `pk` | `sk` | holds |
/// | --- | --- | --- |
/// | `A#account` | `TODO#order` | an order to do, whole, with what it answers and when it was sent |
/// | `A#account` | `PLAN#event` | an event that could not be planned yet, whole, with its number |
/// | `A#account` | `LANE` | the next number, and how many turns were taken |
/// | `A#account` | `LEASE` | who works on the lane, and until when |
/// | `A#account` | `CLOCK` | until when rules that run by the clock have been asked |
/// | `A#account` | `CATCH-UP` | until when events that no hook told of have been looked for |
/// | `A#account` | `BLOCK` | why the CRM serves the account nothing, and when a probe tries again |
/// | `E#account#event` | `EVENT` | which orders the event has; forgotten after 35 days |
/// | `O#account#rule\|entity` | `ONCE` | what the rule answered last for the entity; kept as long as it matters |
/// | `R#account#rule\|subject\|hour` | `COUNT` | events of the hour that the rule answered |
/// | `T#account#task` | `TASK` | which order made the task, when orders changed it, when it was completed |
///
/// The tokens of accounts that are opened by OAuth stand there too, under `TOKEN#account`: they are `account`'s.
@NullMarked
package dev.followup.ledger;

import org.jspecify.annotations.NullMarked;
