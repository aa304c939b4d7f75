package dev.followup.webhook;

import java.time.Instant;

/// The reader of webhook bodies: account webhooks in today's and older layouts, and digital-pipeline webhooks, as the
/// CRM posts them or as a relay passes them on as JSON, one or several.
/// It is stateless, never throws, and needs time and memory linear in the length of the body.
public final class WebhookReader {

    /// Reads a body.
    ///
    /// @param account the name of the account whose message group the body was in
    /// @param body the form or JSON as received, at most 256 KiB
    /// @param sentAt when the queue received it: the time of events that report none
    public WebhookContent read(String account, String body, Instant sentAt) {
        try {
            return new WebhookBodyParser(account, sentAt).read(JsonBodyParser.parse(body));
        } catch (MalformedWebhookException e) {
            return new WebhookContent.Refused(e.reason());
        }
    }
}
