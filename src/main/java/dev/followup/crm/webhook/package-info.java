/// The CRM's webhook subscriptions: list and subscribe. The address of a webhook holds a secret, which
/// appears nowhere else. It must not know which webhooks are needed.
@NullMarked
package dev.followup.crm.webhook;

import org.jspecify.annotations.NullMarked;
