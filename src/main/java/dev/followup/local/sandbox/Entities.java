package dev.followup.local.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/// All entities of one kind, as JSON documents that nobody alters once they are in. Additions and changes happen one
/// after the other, and subscribers hear of them in that order.
final class Entities {

    /// For what happens behind the scenes.
    static final Consumer<Hook> NOBODY = _ -> {};

    private final Kind kind;
    private final AtomicLong lastId;
    private final Feed feed;
    private final Hooks hooks;
    private final ConcurrentSkipListMap<Long, ObjectNode> byId = new ConcurrentSkipListMap<>();

    Entities(Kind kind, AtomicLong lastId, Feed feed, Hooks hooks) {
        this.kind = kind;
        this.lastId = lastId;
        this.feed = feed;
        this.hooks = hooks;
    }

    Kind kind() {
        return kind;
    }

    Collection<ObjectNode> all() {
        return byId.values();
    }

    Optional<ObjectNode> find(long id) {
        return Optional.ofNullable(byId.get(id));
    }

    ObjectNode add(JsonNode sent) {
        return add(sent, hooks::publish);
    }

    /// @param audience hears of it
    synchronized ObjectNode add(JsonNode sent, Consumer<Hook> audience) {
        long now = feed.now();
        ObjectNode added = kind.blank();
        added.put("id", lastId.incrementAndGet()).put("created_at", now).put("updated_at", now);
        fill(added, sent);
        store(added);
        feed.note(kind, null, added);
        kind.hooks(null, added).forEach(audience);
        return added;
    }

    /// @param id of an entity that is there
    ObjectNode change(long id, JsonNode sent) {
        return change(id, sent, hooks::publish);
    }

    /// @param audience hears of it
    synchronized ObjectNode change(long id, JsonNode sent, Consumer<Hook> audience) {
        ObjectNode before = find(id).orElseThrow();
        long now = feed.now();
        ObjectNode after =
                before.deepCopy().put("updated_by", Users.TOKEN_OWNER).put("updated_at", now);
        fill(after, sent);
        if (after.path("updated_at").asLong() < before.path("updated_at").asLong()) {
            after.put("updated_at", now); // what was fetched before somebody else's change and sent back
        }
        store(after);
        feed.note(kind, before, after);
        kind.hooks(before, after).forEach(audience);
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
