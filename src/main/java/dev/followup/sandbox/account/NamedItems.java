package dev.followup.sandbox.account;

import static dev.followup.sandbox.schema.WritableField.Type.BOOL;
import static dev.followup.sandbox.schema.WritableField.Type.INT;
import static dev.followup.sandbox.schema.WritableField.optional;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.followup.sandbox.http.Json;
import dev.followup.sandbox.schema.WritableField;
import dev.followup.sandbox.schema.WriteSchema;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Things of the account that have an id and a name: an administrator adds, renames and archives them.
public final class NamedItems {

    private static final String ARCHIVED = "is_archive";

    private final List<ObjectNode> items = new ArrayList<>();
    private final WriteSchema schema;

    /// @param fields what can be written besides id and archive
    public NamedItems(WritableField... fields) {
        schema = new WriteSchema(
                Stream.concat(
                                Stream.of(optional("id", INT).among(this::has), optional(ARCHIVED, BOOL)),
                                Stream.of(fields))
                        .toList(),
                List.of());
    }

    /// Adds an item as it is.
    public synchronized void add(ObjectNode item) {
        items.add(item);
    }

    /// The items, in the order in which they were added.
    public synchronized List<ObjectNode> all() {
        return List.copyOf(items);
    }

    /// Whether there is an item of an id.
    public synchronized boolean has(JsonNode id) {
        return one(id.asLong()).isPresent();
    }

    private Optional<ObjectNode> one(long id) {
        return items.stream().filter(item -> item.path("id").asLong() == id).findFirst();
    }

    /// Adds what is sent, or changes the item with its id. What is archived is gone.
    public synchronized ObjectNode save(JsonNode sent) {
        schema.checkStrictly(sent);
        ObjectNode item =
                one(sent.path("id").asLong()).orElseGet(() -> Json.object().put("id", nextId()));
        items.removeIf(other -> other.path("id").equals(item.path("id")));
        ObjectNode changed = item.deepCopy();
        changed.setAll((ObjectNode) sent.deepCopy());
        changed.remove(ARCHIVED);
        if (!sent.path(ARCHIVED).asBoolean(false)) {
            int at = (int) items.stream()
                    .filter(other ->
                            other.path("id").asLong() < changed.path("id").asLong())
                    .count();
            items.add(Math.min(at, items.size()), changed);
        }
        return changed;
    }

    private long nextId() {
        return 1
                + items.stream()
                        .mapToLong(item -> item.path("id").asLong())
                        .max()
                        .orElse(0);
    }
}
