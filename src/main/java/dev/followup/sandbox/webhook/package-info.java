/// The sandbox's webhook subscriptions and the sending of webhooks. It must not know why something changed.
@NullMarked
package dev.followup.sandbox.webhook;

import org.jspecify.annotations.NullMarked;
