package dev.followup.lambda;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.followup.account.Account;
import dev.followup.account.Accounts;
import dev.followup.explain.Explainer;
import dev.followup.explain.Explanation;
import dev.followup.rule.store.RuleBookStore;
import dev.followup.webhook.WebhookReader;
import io.quarkus.funqy.Funq;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The dry run: a hook's body, a tick of the clock or an event in, out what would happen and why. Calls no CRM, sends
/// nothing.
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

    /// Explains it.
    @Funq("explain")
    public ExplainResponse explain(ExplainRequest request) {
        return switch (Objects.requireNonNullElse(request.as(), "json")) {
            case "json" -> ExplainResponse.json(explanation(request));
            case "text" -> ExplainResponse.text(explanation(request), json);
            default ->
                ExplainResponse.json(Explanation.refused("as", "found " + request.as() + ", expected json or text"));
        };
    }

    private Explanation explanation(ExplainRequest request) {
        var account = accounts.find(request.account());
        if (account.isEmpty()) {
            return Explanation.refused("account", "no account named " + request.account() + " is served here");
        }
        return now(request.now())
                .map(now -> explanation(account.get(), request, now))
                .orElseGet(() -> Explanation.refused(
                        "now", "found " + request.now() + ", expected ISO-8601, such as 2026-11-21T09:00:00Z"));
    }

    /// Empty if it is no time.
    private Optional<Instant> now(@Nullable String given) {
        try {
            return Optional.of(given == null ? clock.instant().truncatedTo(ChronoUnit.MILLIS) : Instant.parse(given));
        } catch (DateTimeException _) {
            return Optional.empty();
        }
    }

    private Explanation explanation(Account account, ExplainRequest request, Instant now) {
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
}
