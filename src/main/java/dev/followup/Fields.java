package dev.followup;

import dev.followup.event.CrmEvent;
import dev.followup.event.EntityRef;
import dev.followup.event.EventKind;
import dev.followup.task.Occasion;
import dev.followup.task.TaskOrder;
import java.util.ArrayList;
import java.util.List;
import org.jboss.logging.MDC;
import org.jspecify.annotations.Nullable;

/// What stands beside the words of all lines that this thread logs until it is closed, where lines are JSON.
/// Never texts, names or tokens: keys and ids only.
final class Fields implements AutoCloseable {

    /// Stands beside all lines of a lane.
    static final String ACCOUNT = "account";

    private final List<String> names = new ArrayList<>();

    private Fields() {}

    static Fields of(CrmEvent event) {
        return of(event.key(), event.kind(), event.entity());
    }

    static Fields of(String event, Occasion occasion) {
        return of(event, occasion.kind(), occasion.entity());
    }

    private static Fields of(String event, EventKind kind, @Nullable EntityRef entity) {
        return of("event", event).with("kind", kind).with("entity", entity);
    }

    static Fields of(TaskOrder order) {
        var origin = order.origin();
        return of("event", origin.event()).with("rule", origin.rule()).with("order", order.key());
    }

    static Fields of(String name, Object value) {
        return new Fields().with(name, value);
    }

    /// The same and one more; nothing more for `null`.
    Fields with(String name, @Nullable Object value) {
        if (value != null) {
            MDC.put(name, value.toString());
            names.add(name);
        }
        return this;
    }

    @Override
    public void close() {
        names.forEach(MDC::remove);
    }
}
