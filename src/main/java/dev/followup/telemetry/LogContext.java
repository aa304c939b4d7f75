package dev.followup.telemetry;

import dev.followup.event.CrmEvent;
import dev.followup.event.EntityRef;
import dev.followup.event.EventKind;
import dev.followup.task.CommandCause;
import dev.followup.task.TaskCommand;
import java.util.ArrayList;
import java.util.List;
import org.jboss.logging.MDC;
import org.jspecify.annotations.Nullable;

/// The context of a thread's log lines: fields that each line has until the context is closed, where lines are
/// JSON. It holds keys and ids, never texts, names or tokens.
public final class LogContext implements AutoCloseable {

    /// The field of every line of an account's message group.
    public static final String ACCOUNT = "account";

    private final List<String> names = new ArrayList<>();

    private LogContext() {}

    public static LogContext of(CrmEvent event) {
        return of(event.key(), event.kind(), event.entity());
    }

    public static LogContext of(String event, CommandCause cause) {
        return of(event, cause.kind(), cause.entity());
    }

    private static LogContext of(String event, EventKind kind, @Nullable EntityRef entity) {
        return of("eventKey", event).with("eventKind", kind).with("entity", entity);
    }

    public static LogContext of(TaskCommand command) {
        var origin = command.origin();
        return of("eventKey", origin.event()).with("rule", origin.rule()).with("commandKey", command.key());
    }

    public static LogContext of(String name, Object value) {
        return new LogContext().with(name, value);
    }

    /// Adds a field; `null` adds none.
    public LogContext with(String name, @Nullable Object value) {
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
