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
import dev.followup.crm.entity.LinkedEntities;
import dev.followup.crm.session.CrmResult;
import dev.followup.event.EntityRef;
import dev.followup.explain.Explainer;
import dev.followup.explain.Explanation;
import dev.followup.explain.ExplanationBuilder;
import dev.followup.explain.ExplanationRenderer;
import dev.followup.journal.Replay;
import dev.followup.ledger.Ledger;
import dev.followup.ledger.LedgerUnavailableException;
import dev.followup.rule.RuleBook;
import dev.followup.rule.store.BookVersion;
import dev.followup.rule.store.RuleBookStore;
import dev.followup.text.LogText;
import dev.followup.webhook.WebhookReader;
import dev.followup.yaml.InvalidFileException;
import io.quarkus.funqy.Funq;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The function `explain`, a dry run: takes a webhook's body, a tick, an event, an entity, or the key of an event in
/// the journal, and answers what would happen and why. It fetches the facts of an entity from the CRM, and sends
/// nothing.
public class ExplainFunction {

    private final Accounts accounts;
    private final RuleBookStore books;
    private final WebhookReader reader;
    private final LinkedEntities entities;
    private final Ledger ledger;
    private final ObjectMapper json;
    private final Clock clock;

    ExplainFunction(
            Accounts accounts,
            RuleBookStore books,
            WebhookReader reader,
            LinkedEntities entities,
            Ledger ledger,
            ObjectMapper json,
            Clock clock) {
        this.accounts = accounts;
        this.books = books;
        this.reader = reader;
        this.entities = entities;
        this.ledger = ledger;
        this.json = json;
        this.clock = clock;
    }

    /// Explains what a request holds.
    @Funq("explain")
    public Response explain(Request request) {
        var form = Objects.requireNonNullElse(request.as(), "json");
        return switch (form) {
            case "json" -> response(request);
            case "text" -> response(request).asText(json);
            default -> Response.refused("as", "found " + LogText.of(form) + ", expected json or text");
        };
    }

    private Response response(Request request) {
        var account = accounts.find(request.account());
        if (account.isEmpty()) {
            return Response.refused("account", accounts.notServed(request.account()));
        }
        try {
            return now(request.now())
                    .map(now -> response(account.get(), request, now))
                    .orElseGet(() -> Response.refused(
                            "now",
                            "found " + LogText.of(String.valueOf(request.now()))
                                    + ", expected ISO-8601, such as 2026-11-21T09:00:00Z"));
        } catch (InvalidFileException wrong) {
            return Response.refused("book", String.valueOf(wrong.getMessage()));
        } catch (LedgerUnavailableException away) {
            return Response.refused("journal", "the ledger failed, ask again: " + away.getMessage());
        }
    }

    /// The time given, or the present; empty if it is malformed.
    private Optional<Instant> now(@Nullable String given) {
        try {
            return Optional.of(given == null ? clock.instant().truncatedTo(ChronoUnit.MILLIS) : Instant.parse(given));
        } catch (DateTimeException _) {
            return Optional.empty();
        }
    }

    private Response response(Account account, Request request, Instant now) {
        var given = request.book();
        var version = given == null
                ? books.version(account)
                : BookVersion.read("book", given, books.directory(account).orElse(null));
        var run = new Explainer(account.name(), account::objection, knowing(account, version.book()), reader, json);
        var body = request.body();
        var event = request.event();
        var entity = request.entity();
        var key = request.journal();
        long count =
                Stream.of(body, event, entity, key).filter(Objects::nonNull).count();
        if (count != 1) {
            return Response.refused(
                    "body",
                    "found " + (count == 0 ? "none" : "several") + " of body, event, entity and journal,"
                            + " expected one of them");
        }
        if (body != null) {
            return Response.json(run.of(body, now));
        }
        if (event != null) {
            return Response.json(run.of(event, now));
        }
        return entity == null
                ? replay(account, String.valueOf(key), version)
                : fetched(account, entity, request.kind(), run, now);
    }

    /// The book with the absences that people have reported.
    private RuleBook knowing(Account account, RuleBook book) {
        return book.people().all().isEmpty() ? book : book.knowing(ledger.absences(account.name()), null);
    }

    /// What an event about an entity would do now.
    ///
    /// @param kind the kind of event; `null` if the entity is added
    private Response fetched(Account account, String entity, @Nullable String kind, Explainer run, Instant now) {
        var ref = EntityRef.of(entity)
                .filter(one -> one.type() != EntityRef.Type.CUSTOMERS); // the CRM hands them out to few accounts
        if (ref.isEmpty()) {
            return Response.refused(
                    "entity",
                    "found " + LogText.of(entity) + ", expected a lead, contact or company such as leads/501");
        }
        return switch (entities.of(account, ref.get())) {
            case CrmResult.Failed(var why) -> Response.refused("entity", "the CRM failed: " + why.reason());
            case CrmResult.All(var documents) -> {
                if (!documents.containsKey(ref.get().type().singular())) {
                    yield Response.refused("entity", "the CRM does not have " + entity);
                }
                var event = new LinkedHashMap<String, @Nullable Object>(documents);
                event.put("kind", kind == null ? ref.get().type().singular() + ".added" : kind);
                yield Response.json(run.of(event, now));
            }
        };
    }

    /// An event of the journal, put to a book.
    private Response replay(Account account, String key, BookVersion book) {
        var entry = ledger.journal().entries(account.name(), List.of(key)).get(key);
        if (entry == null) {
            return Response.refused("journal", "the journal has no event " + LogText.of(key));
        }
        var now = ExplanationBuilder.of(book.book(), entry.event(), entry.storedAt());
        return new Response(now, Replay.of(ledger.journal(), account.name(), entry, book), List.of());
    }

    /// What is to be explained.
    ///
    /// @param account the name of the account whose rules are evaluated
    /// @param body a webhook's body, as the CRM posts it, or a tick, such as `{"tick":
    /// "2026-11-23T06:00:00Z"}`; `null` if another one is given
    /// @param event an event by its facts, as `SampleEvent` takes them, such as
    /// `{"kind": "lead.added", "lead": {"id": 501, "price": 9000}}`; `null` if another one is given
    /// @param entity an entity whose facts are fetched from the CRM, such as `leads/501`
    /// @param kind the kind of event about it, such as `lead.status-changed`; `null` if it is added
    /// @param journal the key of an event in the journal, which is put to the book again; `why` tells it
    /// @param book the text of a rule book that decides instead of the one in use
    /// @param now the time of events that carry none, in ISO-8601, such as `2026-11-21T09:00:00Z`; `null`
    /// for the present
    /// @param as `text` for lines that people read, `json` or `null` for data that programs read
    public record Request(
            @Nullable String account,
            @Nullable String body,
            @Nullable Map<String, @Nullable Object> event,
            @Nullable String entity,
            @Nullable String kind,
            @Nullable String journal,
            @Nullable String book,
            @Nullable String now,
            @Nullable String as) {}

    /// An explanation in the form that was asked for.
    ///
    /// @param explanation its fields are those of the answer; `null` if text was asked for
    /// @param replay what differs from the book of then; absent unless an event of the journal was asked for
    /// @param lines the explanation as text; empty unless text was asked for
    public record Response(
            @JsonUnwrapped @Nullable Explanation explanation,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            Replay replay,

            @JsonIgnore List<String> lines) {

        static Response json(Explanation explanation) {
            return new Response(explanation, null, List.of());
        }

        static Response refused(String where, String reason) {
            return json(Explanation.refused(where, reason));
        }

        /// The same as text.
        Response asText(ObjectMapper json) {
            var all = new ArrayList<String>();
            if (replay != null) {
                all.addAll(replay.lines());
                all.add("");
            }
            if (explanation != null) {
                all.addAll(new ExplanationRenderer(explanation, json).lines());
            }
            return new Response(null, null, List.copyOf(all));
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
