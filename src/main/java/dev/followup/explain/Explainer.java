package dev.followup.explain;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.followup.event.SampleEvent;
import dev.followup.inbox.Tick;
import dev.followup.rule.RuleBook;
import dev.followup.webhook.WebhookContent;
import dev.followup.webhook.WebhookReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The dry run: what would happen in an account if its message group received a message, or if there were an
/// event.
///
/// @param account the name of the account
/// @param objection why a webhook that names another account is not for this one; empty if it is
/// @param book the rules that decide
/// @param json converts events that people describe
public record Explainer(
        String account,
        Function<@Nullable String, Optional<String>> objection,
        RuleBook book,
        WebhookReader reader,
        ObjectMapper json) {

    /// The time from one tick of the clock to the next.
    private static final Duration BETWEEN_TICKS = Duration.ofMinutes(1);

    /// Explains what a message would cause.
    ///
    /// @param body the body of a webhook or a tick
    /// @param now the time of events whose webhook reports none
    public Explanation of(String body, Instant now) {
        return Tick.isOne(body) ? ofTick(body) : ofWebhook(body, now);
    }

    /// Explains what an event would cause.
    ///
    /// @param event as a person describes it
    /// @param now when it happened
    public Explanation of(Map<String, @Nullable Object> event, Instant now) {
        var builder = new ExplanationBuilder(book);
        try {
            builder.add(new SampleEvent(exact(event)).in(account, now));
        } catch (IllegalArgumentException wrong) {
            builder.refuse("event", String.valueOf(wrong.getMessage()));
        }
        return builder.build();
    }

    /// The same document with decimal numbers for fractions, as facts have them.
    private Map<String, @Nullable Object> exact(Map<String, @Nullable Object> document) {
        var reader = json.readerFor(new TypeReference<Map<String, @Nullable Object>>() {})
                .with(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);
        try {
            return reader.readValue(json.<JsonNode>valueToTree(document));
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    private Explanation ofWebhook(String body, Instant now) {
        var builder = new ExplanationBuilder(book);
        switch (reader.read(account, body, now)) {
            case WebhookContent.Refused refused -> builder.refuse("body", refused.reason());
            case WebhookContent.Events content -> {
                objection.apply(content.subdomain()).ifPresent(builder::warn);
                content.events().forEach(event -> builder.add(event, now));
                content.unread().forEach(unread -> builder.refuse(unread.where(), unread.reason()));
            }
        }
        return builder.build();
    }

    private Explanation ofTick(String body) {
        var builder = new ExplanationBuilder(book);
        Tick.read(body)
                .ifPresentOrElse(
                        tick -> add(tick, builder),
                        () -> builder.refuse(
                                "body", "expected a tick of the clock such as {\"tick\": \"2026-11-21T12:00:00Z\"}"));
        return builder.build();
    }

    private void add(Tick tick, ExplanationBuilder builder) {
        var due = book.due(tick.time().minus(BETWEEN_TICKS), tick.time());
        if (due.isEmpty()) {
            builder.warn("no rule runs by the clock at " + ValueFormat.time(tick.time(), book.zone()));
        }
        due.forEach(dueRule -> builder.add(account, dueRule));
    }
}
