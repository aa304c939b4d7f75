package dev.followup.sandbox.entity;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.followup.sandbox.account.AccountRoutes;
import dev.followup.sandbox.http.Json;
import dev.followup.sandbox.http.ListFilter;
import dev.followup.sandbox.http.ListPage;
import dev.followup.sandbox.http.ProblemException;
import dev.followup.sandbox.http.QueryForm;
import dev.followup.sandbox.http.Request;
import dev.followup.sandbox.http.Response;
import dev.followup.sandbox.http.Router;
import java.time.Clock;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The events list: what happened to leads, contacts, companies and tasks, whether a webhook reported it or
/// not; the latest first.
/// Source: Kommo documentation, "Events and Notes"; read 2026-11-22.
public final class EventLog {

    /// Largest page of this list.
    /// Source: amoCRM documentation, "Events and notes", GET parameter `limit`; read 2026-11-22.
    private static final int MAX_LIMIT = 100;

    private static final Comparator<JsonNode> LATEST_FIRST = Comparator.comparingLong(
                    (JsonNode event) -> event.path("created_at").asLong())
            .reversed();

    /// The types that the list has. Kommo documents none of customers.
    /// Source: amoCRM documentation, "Events and notes", the list of types; read 2026-11-27.
    private static final Pattern TYPES = Pattern.compile("""
            (lead|contact|company)_(added|deleted|restored|linked|unlinked)|lead_status_changed\
            |task_(added|deleted|completed|type_changed|text_changed|deadline_changed|result_added)\
            |entity_(tag_added|tag_deleted|linked|unlinked|responsible_changed|merged|direct_message)\
            |(sale|name|ltv)_field_changed|custom_field_\\d+_value_changed\
            |(incoming|outgoing)_(call|chat_message|sms)|(common|attachment|geo|service|site_visit)_note_added\
            |(talk_created|talk_closed|conversation_answered|message_to_cashier_note_added|link_followed\
            |robot_replied|intent_identified|nps_rate_added|key_action_completed)""");

    private static final Pattern COMMA = Pattern.compile(",");

    private final Clock clock;
    private final List<ObjectNode> events = new CopyOnWriteArrayList<>();

    public EventLog(Clock clock) {
        this.clock = clock;
    }

    public void register(Router routes) {
        routes.on("GET", "/api/v4/events", this::list);
    }

    /// The present, in Unix seconds.
    long now() {
        return Instant.now(clock).getEpochSecond();
    }

    /// Records what happened to an entity. The list has nothing of customers.
    ///
    /// @param before `null` if it is new
    synchronized void record(EntityType kind, @Nullable JsonNode before, JsonNode after) {
        if (kind instanceof CustomerEntity) {
            return;
        }
        String author = before == null ? "created_by" : "updated_by";
        String time = before == null ? "created_at" : "updated_at";
        for (EntityChange change : EntityChange.between(kind.singular(), before, after)) {
            events.addFirst(Json.object()
                    .put("id", "01%024d".formatted(events.size() + 1))
                    .put("type", change.type())
                    .put("entity_id", after.path("id").asLong())
                    .put("entity_type", kind.singular())
                    .put("created_by", after.path(author).asLong())
                    .put("created_at", after.path(time).asLong())
                    .<ObjectNode>set("value_after", Json.list(change.after()))
                    .<ObjectNode>set("value_before", Json.list(change.before()))
                    .put("account_id", AccountRoutes.ID));
        }
    }

    private Response list(Request call) {
        QueryForm query = call.query();
        ListFilter filter = ListFilter.of(query).anyOf("id").span("created_at");
        if (!wanted(filter.query(), "type").stream().allMatch(TYPES.asMatchPredicate())) {
            throw new ProblemException(Response.problem(400, "Invalid params passed to filter"));
        }
        List<ObjectNode> found = events.stream()
                .filter(filter.test())
                .filter(event -> isAmong(filter.query(), "type", event.path("type")))
                .filter(event -> isAmong(filter.query(), "entity", event.path("entity_type")))
                .filter(event -> isAmong(filter.query(), "created_by", event.path("created_by")))
                // The CRM ignores an entity's id without a type.
                .filter(event -> !filter.query().keys().contains("entity")
                        || isAmong(filter.query(), "entity_id", event.path("entity_id")))
                .sorted(LATEST_FIRST)
                .toList();
        return ListPage.of(query, MAX_LIMIT).show(call, "events", found, event -> model(call, event));
    }

    /// Several values are given one by one, or separated by commas.
    private static Set<String> wanted(QueryForm filter, String parameter) {
        return filter.values(parameter).stream().flatMap(COMMA::splitAsStream).collect(Collectors.toSet());
    }

    private static boolean isAmong(QueryForm filter, String parameter, JsonNode value) {
        Set<String> wanted = wanted(filter, parameter);
        return wanted.isEmpty() || wanted.contains(value.asText());
    }

    private static ObjectNode model(Request call, ObjectNode event) {
        ObjectNode model = event.deepCopy();
        model.set("_links", Json.self(call.href() + "/" + event.path("id").asText()));
        model.putObject("_embedded").putObject("entity").set("id", event.path("entity_id"));
        return model;
    }
}
