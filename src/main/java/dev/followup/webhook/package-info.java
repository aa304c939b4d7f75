/// Webhooks of the CRM: a body in, a form or JSON, events out. Lenient with shapes, strict with sizes; what
/// gives no event is reported with its reason. Plain Java: it must not know the container, the network or a
/// clock.
///
/// A body goes through `JsonBodyParser` or `PhpFormParser` (text to trees), `WebhookBodyParser` (tree to items),
/// `ItemParser` (item to observed change) and `ObservedChange` (which kinds of event it proves); `EventFacts`,
/// `EventTime` and `EventKey` make an event of each.
@NullMarked
package dev.followup.webhook;

import org.jspecify.annotations.NullMarked;
