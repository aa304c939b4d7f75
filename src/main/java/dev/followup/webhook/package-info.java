/// What the CRM posts, made readable: a form body in, events out. Lenient with shapes, strict with sizes, and silent
/// about nothing: what gives no event is reported with its reason.
///
/// A body goes through `BracketForm` (text to tree), `HookBody` (tree to items), `ItemReader` (item to report: what it
/// is about, now and before) and `Report` (which kinds of event it proves); `EventFacts`, `EventTime` and `EventKey`
/// make an event of each.
@NullMarked
package dev.followup.webhook;

import org.jspecify.annotations.NullMarked;
