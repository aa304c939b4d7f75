/// The ledger in a table of DynamoDB. The only package that knows the table's layout; it must not decide anything.
///
/// | `pk` | `sk` | holds |
/// | --- | --- | --- |
/// | `A#account` | `PENDING#number` | a pending command, complete, with its cause, and when and under which lease it
/// was sent |
/// | `A#account` | `PLAN#event` | an event that could not be planned yet, complete, with its number and when it came |
/// | `A#account` | `SEQUENCE` | the next number, the positions of the rotations, and who wrote last |
/// | `A#account` | `LEASE` | which invocation works on the account, until when, and how many had the lease before |
/// | `A#account` | `CLOCK` | until when the scheduled rules have been evaluated |
/// | `A#account` | `WALK#rule` | how far a rule has come through the entities of the account, and what it looks for;
/// expires 35 days after the walk began |
/// | `A#account` | `RECOVERY` | until when missed events have been recovered |
/// | `A#account` | `CIRCUIT` | why the circuit is open, and when the next probe is due |
/// | `E#account#event` | `EVENT` | that an event was heard, when it happened and came, which commands it has, and its
/// entry in the journal, compressed; expires after 35 days, or later with the journal. Under the event's key, and,
/// without an entry, under its coarse key |
/// | `E#account#event` | `END` | how its commands ended, and why what waited was dropped; expires with it |
/// | `J#account#thing` | `time#event` | that the event names the thing, such as `leads/501`; expires with the journal.
/// `time#event#note`: what happened to an event that is not planned, such as a repeat |
/// | `J#account#day` | `time#event` | the same by the day, in UTC |
/// | `B#account#digest` | `BOOK` | a rule book's name, its text and the names that it uses, compressed; renewed once a
/// day while it is used |
/// | `O#account#rule\|entity` | `ONCE` | the last event for which the rule fired for the entity; expires 35 days after
/// the guard's span |
/// | `R#account#rule\|subject\|hour` | `COUNT` | how many events of the hour the rule answered |
/// | `W#account` | `due#time#command` | an action that waits, complete, by the second at which it is asked; never
/// expires |
/// | `W#account` | `held#command` | an action that is held back, since an earlier event of its subject waits; expires
/// 35 days after its time |
/// | `M#account#rule#subject` | `MARKER` | what of the rule waits for the subject, when it was stopped last, and which
/// tasks were added for it; expires 35 days after the last stop, 400 days after the last task, or after what waits is
/// due. Of a rule on a date: when the subject was changed last, and which dates have fired; never expires |
/// | `T#account#task` | `TASK` | which command added the task, when commands changed it, when it was completed |
///
/// The tokens of accounts that authenticate by OAuth are in the same table, under `TOKEN#account`: they belong to
/// `account.token`.
@NullMarked
package dev.followup.ledger.dynamodb;

import org.jspecify.annotations.NullMarked;
