package dev.followup.sandbox.entity;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.followup.sandbox.account.Users;
import dev.followup.sandbox.webhook.OutgoingWebhook;
import dev.followup.sandbox.webhook.WebhookPublisher;
import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/// The store of all entities of one type, as JSON documents that are not changed once they are in. Additions
/// and changes happen one after the other, and webhooks are published in that order.
public final class EntityStore {

    /// For changes that no webhook reports.
    static final Consumer<OutgoingWebhook> UNREPORTED = _ -> {};

    private final EntityType kind;
    private final AtomicLong lastId;
    private final EventLog log;
    private final WebhookPublisher webhooks;
    private final ConcurrentSkipListMap<Long, ObjectNode> byId = new ConcurrentSkipListMap<>();

    public EntityStore(EntityType kind, AtomicLong lastId, EventLog log, WebhookPublisher webhooks) {
        this.kind = kind;
        this.lastId = lastId;
        this.log = log;
        this.webhooks = webhooks;
    }

    EntityType kind() {
        return kind;
    }

    public Collection<ObjectNode> all() {
        return byId.values();
    }

    Optional<ObjectNode> find(long id) {
        return Optional.ofNullable(byId.get(id));
    }

    boolean has(JsonNode id) {
        return byId.containsKey(id.asLong());
    }

    ObjectNode add(JsonNode sent) {
        return add(sent, webhooks::publish);
    }

    /// @param audience receives the webhooks
    synchronized ObjectNode add(JsonNode sent, Consumer<OutgoingWebhook> audience) {
        ObjectNode added = put(lastId.incrementAndGet(), sent);
        log.record(kind, null, added);
        kind.webhooks(null, added).forEach(audience);
        return added;
    }

    /// Adds an entity under the next id, and reports it nowhere.
    ObjectNode addUnreported(JsonNode sent) {
        return put(lastId.incrementAndGet(), sent);
    }

    /// Adds an entity, and reports it nowhere.
    synchronized ObjectNode put(long id, JsonNode sent) {
        long now = log.now();
        ObjectNode added = kind.blank();
        added.put("id", id).put("created_at", now).put("updated_at", now);
        fill(added, sent);
        store(added);
        return added;
    }

    /// @param id of an existing entity
    ObjectNode change(long id, JsonNode sent) {
        return change(id, sent, webhooks::publish);
    }

    /// @param audience hears of it
    synchronized ObjectNode change(long id, JsonNode sent, Consumer<OutgoingWebhook> audience) {
        ObjectNode before = find(id).orElseThrow();
        long now = log.now();
        ObjectNode after =
                before.deepCopy().put("updated_by", Users.TOKEN_OWNER).put("updated_at", now);
        fill(after, sent);
        if (after.path("updated_at").asLong() < before.path("updated_at").asLong()) {
            after.put("updated_at", now); // the client sent back what it fetched before another change
        }
        store(after);
        log.record(kind, before, after);
        kind.webhooks(before, after).forEach(audience);
        return after;
    }

    private void fill(ObjectNode document, JsonNode sent) {
        kind.schema().fields().forEach(field -> field.copy(sent, document));
        kind.refine(document, sent);
    }

    private void store(ObjectNode document) {
        byId.put(document.path("id").asLong(), document);
    }
}
