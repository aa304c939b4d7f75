package dev.followup.benchmark.rule;

import dev.followup.event.CrmEvent;
import dev.followup.webhook.WebhookContent;
import dev.followup.webhook.WebhookReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/// The webhook of a new lead: thirteen fields of the lead, three of the account.
record SampleWebhook(String body) {

    private static final Instant SENT = Instant.parse("2026-06-16T23:27:21Z");
    private static final WebhookReader READER = new WebhookReader();

    static SampleWebhook ofLead(long price) {
        try (var file = SampleWebhook.class.getResourceAsStream("/webhooks/sample-leads-add/webhook.form")) {
            var body = new String(file.readAllBytes(), StandardCharsets.UTF_8);
            return new SampleWebhook(body.replace("%5Bprice%5D=425", "%5Bprice%5D=" + price));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    WebhookContent read() {
        return READER.read("demo", body, SENT);
    }

    CrmEvent event() {
        return ((WebhookContent.Events) read()).events().getFirst();
    }
}
