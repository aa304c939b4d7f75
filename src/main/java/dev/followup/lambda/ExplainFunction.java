package dev.followup.lambda;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonRawValue;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.followup.account.Account;
import dev.followup.account.Accounts;
import dev.followup.explain.Explainer;
import dev.followup.explain.Explanation;
import dev.followup.explain.ExplanationRenderer;
import dev.followup.rule.store.RuleBookStore;
import dev.followup.text.LogText;
import dev.followup.webhook.WebhookReader;
import io.quarkus.funqy.Funq;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The function `explain`, a dry run: takes a webhook's body, a tick or an event, and answers what would happen and
/// why. It calls no CRM and sends nothing.
public class ExplainFunction {

    private final Accounts accounts;
    private final RuleBookStore books;
    private final WebhookReader reader;
    private final ObjectMapper json;
    private final Clock clock;

    ExplainFunction(Accounts accounts, RuleBookStore books, WebhookReader reader, ObjectMapper json, Clock clock) {
        this.accounts = accounts;
        this.books = books;
        this.reader = reader;
        this.json = json;
        this.clock = clock;
    }

    /// Explains what a request holds.
    @Funq("explain")
    public Response explain(Request request) {
        var form = Objects.requireNonNullElse(request.as(), "json");
        return switch (form) {
            case "json" -> Response.json(explanation(request));
            case "text" -> Response.text(explanation(request), json);
            default ->
                Response.json(Explanation.refused("as", "found " + LogText.of(form) + ", expected json or text"));
        };
    }

    private Explanation explanation(Request request) {
        var account = accounts.find(request.account());
        if (account.isEmpty()) {
            return Explanation.refused(
                    "account", "no account named " + LogText.of(request.account()) + " is served here");
        }
        return now(request.now())
                .map(now -> explanation(account.get(), request, now))
                .orElseGet(() -> Explanation.refused(
                        "now",
                        "found " + LogText.of(String.valueOf(request.now()))
                                + ", expected ISO-8601, such as 2026-11-21T09:00:00Z"));
    }

    /// The time given, or the present; empty if it is malformed.
    private Optional<Instant> now(@Nullable String given) {
        try {
            return Optional.of(given == null ? clock.instant().truncatedTo(ChronoUnit.MILLIS) : Instant.parse(given));
        } catch (DateTimeException _) {
            return Optional.empty();
        }
    }

    private Explanation explanation(Account account, Request request, Instant now) {
        var run = new Explainer(account.name(), account::objection, books.of(account), reader, json);
        var body = request.body();
        var event = request.event();
        if (body != null && event == null) {
            return run.of(body, now);
        }
        if (body == null && event != null) {
            return run.of(event, now);
        }
        return Explanation.refused(
                "body",
                "found " + (body == null ? "neither body nor event" : "both body and event")
                        + ", expected one of them");
    }

    /// What is to be explained.
    ///
    /// @param account the name of the account whose rules are evaluated
    /// @param body a webhook's body, as the CRM posts it, or a tick, such as `{"tick":
    /// "2026-11-23T06:00:00Z"}`; `null` if an event is given
    /// @param event an event by its facts, as `SampleEvent` takes them, such as
    /// `{"kind": "lead.added", "lead": {"id": 501, "price": 9000}}`; `null` if a body is given
    /// @param now the time of events that carry none, in ISO-8601, such as `2026-11-21T09:00:00Z`; `null`
    /// for the present
    /// @param as `text` for lines that people read, `json` or `null` for data that programs read
    public record Request(
            String account,
            @Nullable String body,
            @Nullable Map<String, @Nullable Object> event,
            @Nullable String now,
            @Nullable String as) {}

    /// An explanation in the form that was asked for.
    ///
    /// @param explanation its fields are those of the answer; `null` if text was asked for
    /// @param lines the explanation as text; empty unless text was asked for
    public record Response(
            @JsonUnwrapped @Nullable Explanation explanation,
            @JsonIgnore List<String> lines) {

        static Response json(Explanation explanation) {
            return new Response(explanation, List.of());
        }

        static Response text(Explanation explanation, ObjectMapper json) {
            return new Response(null, new ExplanationRenderer(explanation, json).lines());
        }

        /// The text as a JSON array with a line of its own for each of its lines, so that the answer can be read
        /// without a tool; absent unless text was asked for.
        @JsonProperty("text")
        @JsonRawValue
        @JsonInclude(JsonInclude.Include.NON_NULL)
        @Nullable
        String text() {
            return text(lines);
        }

        /// Lines as a JSON array with a line of its own for each; `null` if there are none.
        static @Nullable String text(List<String> lines) {
            return lines.isEmpty()
                    ? null
                    : lines.stream()
                            .map(line -> '"'
                                    + new String(JsonStringEncoder.getInstance().quoteAsString(line))
                                    + '"')
                            .collect(Collectors.joining(",\n", "[\n", "\n]"));
        }
    }
}
