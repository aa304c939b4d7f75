package dev.followup.ledger.dynamodb;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.followup.event.CrmEvent;
import dev.followup.event.EntityRef;
import dev.followup.event.EventKind;
import dev.followup.event.EventSubject;
import dev.followup.event.Facts;
import dev.followup.task.TaskCommand;
import dev.followup.task.TaskSelection;
import dev.followup.task.TaskType;
import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The JSON of commands and events in the table, for people to read and for later releases to understand.
/// Unknown fields are ignored. The mix-ins below say what the records' own names do not.
final class LedgerJson {

    /// The version of the JSON. Raise it when this release could not read what the next one writes.
    static final int VERSION = 1;

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .addModule(new SimpleModule().addSerializer(new Decimals()))
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS, SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.USE_LONG_FOR_INTS, DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .defaultPropertyInclusion(JsonInclude.Value.construct(Include.NON_NULL, Include.ALWAYS))
            .addMixIn(TaskCommand.class, CommandAction.class)
            .addMixIn(TaskSelection.class, SelectionKind.class)
            .addMixIn(TaskType.class, TypeId.class)
            .addMixIn(CrmEvent.class, Stored.class)
            .addMixIn(EventSubject.class, Text.class)
            .addMixIn(EventKind.class, Word.class)
            .addMixIn(EntityRef.Type.class, Word.class)
            .addMixIn(Facts.class, Document.class)
            .build();

    /// The components of records, which are slow to look up.
    private static final ClassValue<List<Component>> COMPONENTS = new ClassValue<>() {
        @Override
        protected List<Component> computeValue(Class<?> type) {
            return Arrays.stream(type.getRecordComponents()).map(Component::of).toList();
        }
    };

    private LedgerJson() {}

    static String write(Object value) {
        try {
            return MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(value.getClass().getSimpleName() + " cannot be written", e);
        }
    }

    static <T> T read(String json, Class<T> type) {
        try {
            var value = MAPPER.readValue(json, type);
            checkComplete(value);
            return value;
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(type.getSimpleName() + " cannot be read", e);
        }
    }

    /// Checks that a value lacks nothing but what may be absent.
    private static void checkComplete(Object value) {
        if (value instanceof Record) {
            for (var component : COMPONENTS.get(value.getClass())) {
                @Nullable Object part = component.of(value);
                if (part != null) {
                    checkComplete(part);
                } else if (!component.mayBeAbsent()) {
                    throw new IllegalStateException(value.getClass().getSimpleName() + " lacks " + component.name());
                }
            }
        } else if (value instanceof Object[] many) {
            for (var one : many) {
                checkComplete(one);
            }
        }
    }

    /// A component of a record.
    private record Component(String name, Method accessor, boolean mayBeAbsent) {

        static Component of(RecordComponent component) {
            return new Component(
                    component.getName(),
                    component.getAccessor(),
                    component.getAnnotatedType().isAnnotationPresent(Nullable.class));
        }

        @Nullable
        Object of(Object value) {
            try {
                return accessor.invoke(value);
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException(name + " cannot be read", e);
            }
        }
    }

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "action")
    @JsonSubTypes({
        @JsonSubTypes.Type(value = TaskCommand.Create.class, name = "create"),
        @JsonSubTypes.Type(value = TaskCommand.Complete.class, name = "complete"),
        @JsonSubTypes.Type(value = TaskCommand.Change.class, name = "change")
    })
    interface CommandAction {

        @JsonInclude(Include.NON_EMPTY)
        List<Long> substitutes();
    }

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "which")
    @JsonSubTypes({
        @JsonSubTypes.Type(value = TaskSelection.One.class, name = "one"),
        @JsonSubTypes.Type(value = TaskSelection.Open.class, name = "open")
    })
    private interface SelectionKind {}

    /// Whether an event is a repetition has been decided before it was deferred, or an action waits.
    @JsonIgnoreProperties("formerKeys")
    abstract static class Stored {
        @JsonCreator
        Stored(
                @JsonProperty("kind") EventKind kind,
                @JsonProperty("account") String account,
                @JsonProperty("entity") @Nullable EntityRef entity,
                @JsonProperty("time") Instant time,
                @JsonProperty("facts") Facts facts,
                @JsonProperty("key") String key) {}
    }

    abstract static class Text {
        @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
        static @Nullable EventSubject of(String unused) {
            return null;
        }

        @Override
        @JsonValue
        public abstract String toString();
    }

    private interface Word {
        @JsonValue
        String word();
    }

    abstract static class TypeId {
        @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
        TypeId(long unused) {}

        @JsonValue
        abstract long id();
    }

    abstract static class Document {
        @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
        Document(Map<String, @Nullable Object> unused) {}

        @JsonValue
        abstract Map<String, @Nullable Object> document();
    }

    /// Keeps a decimal number without fraction from becoming a `Long` when it is read.
    private static final class Decimals extends StdSerializer<BigDecimal> {

        private static final long serialVersionUID = 1;

        Decimals() {
            super(BigDecimal.class);
        }

        @Override
        public void serialize(BigDecimal value, JsonGenerator json, SerializerProvider provider) throws IOException {
            var text = value.toString();
            json.writeNumber(value.scale() == 0 ? text + "E0" : text);
        }
    }
}
