/// Webhooks of the CRM: a form body in, events out. Lenient with shapes, strict with sizes; what gives no event
/// is reported with its reason. Plain Java: it must not know the container, the network or a
/// clock.
///
/// A body goes through `PhpFormParser` (text to tree), `WebhookBodyParser` (tree to items), `ItemParser` (item to
/// observed change) and `ObservedChange` (which kinds of event it proves); `EventFacts`, `EventTime` and `EventKey`
/// make an event of each.
@NullMarked
package dev.followup.webhook;

import org.jspecify.annotations.NullMarked;
