/// The CRM's webhook subscriptions: list and subscribe. The address of a webhook holds a secret and is never written
/// out elsewhere; which webhooks are needed it must not know.
@NullMarked
package dev.followup.crm.webhook;

import org.jspecify.annotations.NullMarked;
