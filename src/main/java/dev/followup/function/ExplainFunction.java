package dev.followup.function;

import dev.followup.RuleBooks;
import dev.followup.account.Account;
import dev.followup.account.Accounts;
import dev.followup.webhook.Reading;
import dev.followup.webhook.WebhookReader;
import io.quarkus.funqy.Funq;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/// The dry run: a hook's body in, out what would happen and why. Calls no CRM, sends nothing.
public class ExplainFunction {

    private final Accounts accounts;
    private final RuleBooks books;
    private final WebhookReader reader;
    private final Clock clock;

    ExplainFunction(Accounts accounts, RuleBooks books, WebhookReader reader, Clock clock) {
        this.accounts = accounts;
        this.books = books;
        this.reader = reader;
        this.clock = clock;
    }

    /// Explains a hook.
    @Funq("explain")
    public Explanation explain(ExplainRequest request) {
        var account = accounts.find(request.account());
        if (account.isEmpty()) {
            return Explanation.refused("account", "no account named " + request.account() + " is served here");
        }
        Instant now;
        try {
            now = request.now() == null ? clock.instant().truncatedTo(ChronoUnit.MILLIS) : Instant.parse(request.now());
        } catch (DateTimeException _) {
            return Explanation.refused(
                    "now", "found " + request.now() + ", expected ISO-8601, such as 2026-11-21T09:00:00Z");
        }
        return explain(account.get(), request.body(), now);
    }

    private Explanation explain(Account account, String body, Instant now) {
        return switch (reader.read(account.name(), body, now)) {
            case Reading.Refused refused -> Explanation.refused("body", refused.reason());
            case Reading.Events reading -> explain(account, reading);
        };
    }

    private Explanation explain(Account account, Reading.Events reading) {
        var explanation = new ExplanationWriter(books.of(account));
        reading.unread().forEach(unread -> explanation.refuse(unread.where(), unread.reason()));
        account.objection(reading.subdomain()).ifPresent(explanation::warn);
        reading.events().forEach(explanation::add);
        return explanation.written();
    }
}
