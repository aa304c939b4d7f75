/// The webhook subscriptions that the rules need: it subscribes them at the CRM and monitors that they stay
/// enabled. It must not know what the webhooks report.
@NullMarked
package dev.followup.subscription;

import org.jspecify.annotations.NullMarked;
