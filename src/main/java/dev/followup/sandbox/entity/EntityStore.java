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

/// All entities of one kind, as JSON documents that nobody alters once they are in. Additions and changes happen one
/// after the other, and subscribers hear of them in that order.
public final class EntityStore {

    /// For what happens behind the scenes.
    static final Consumer<OutgoingWebhook> NOBODY = _ -> {};

    private final EntityType kind;
    private final AtomicLong lastId;
    private final EventLog log;
    private final WebhookPublisher webhooks;
    private final ConcurrentSkipListMap<Long, ObjectNode> byId = new ConcurrentSkipListMap<>();

    public EntityStore(EntityType kind, AtomicLong lastId, EventLog feed, WebhookPublisher webhooks) {
        this.kind = kind;
        this.lastId = lastId;
        this.log = feed;
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

    ObjectNode add(JsonNode sent) {
        return add(sent, webhooks::publish);
    }

    /// @param audience hears of it
    synchronized ObjectNode add(JsonNode sent, Consumer<OutgoingWebhook> audience) {
        long now = log.now();
        ObjectNode added = kind.blank();
        added.put("id", lastId.incrementAndGet()).put("created_at", now).put("updated_at", now);
        fill(added, sent);
        store(added);
        log.note(kind, null, added);
        kind.webhooks(null, added).forEach(audience);
        return added;
    }

    /// @param id of an entity that is there
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
            after.put("updated_at", now); // what was fetched before somebody else's change and sent back
        }
        store(after);
        log.note(kind, before, after);
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
