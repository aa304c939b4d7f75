package dev.followup.webhook;

import java.time.Instant;

/// Reads the bodies of webhooks: account hooks in today's and older layouts, and digital-pipeline hooks. Has no
/// state, never throws, and needs time and memory linear in the body's length.
public final class WebhookReader {

    /// Reads a body.
    ///
    /// @param account the name of the account through whose lane the body came
    /// @param body the form as it came, at most 256 KiB
    /// @param sentAt when the queue took it: the time of events that tell none
    public WebhookContent read(String account, String body, Instant sentAt) {
        try {
            return new WebhookBodyParser(account, sentAt).read(PhpFormParser.parse(body));
        } catch (MalformedWebhookException e) {
            return new WebhookContent.Refused(e.reason());
        }
    }
}
