package dev.followup.rule;

import dev.followup.event.CrmEvent;
import dev.followup.webhook.Reading;
import dev.followup.webhook.WebhookReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/// The hook that tells of a new lead: thirteen fields of the lead, three of the account.
record Hook(String body) {

    private static final Instant SENT = Instant.parse("2026-06-16T23:27:21Z");
    private static final WebhookReader READER = new WebhookReader();

    static Hook ofLead(long price) {
        try (var file = Hook.class.getResourceAsStream("/webhooks/sample-leads-add/hook.form")) {
            var body = new String(file.readAllBytes(), StandardCharsets.UTF_8);
            return new Hook(body.replace("%5Bprice%5D=425", "%5Bprice%5D=" + price));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    Reading read() {
        return READER.read("demo", body, SENT);
    }

    CrmEvent event() {
        return ((Reading.Events) read()).events().getFirst();
    }
}
