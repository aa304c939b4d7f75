package dev.followup.telemetry;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.followup.text.LogText;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import java.util.logging.Handler;
import org.jboss.logmanager.ExtFormatter;
import org.jboss.logmanager.ExtHandler;
import org.jboss.logmanager.ExtLogRecord;
import org.jboss.logmanager.formatters.StructuredFormatter;
import org.jboss.logmanager.handlers.ConsoleHandler;
import org.jspecify.annotations.Nullable;

/// The last defence of the console against texts from outside, in messages and in those of exceptions: a line
/// break in them begins no line that looks like a log line of its own, and control characters are escaped.
/// Where lines are JSON, it escapes the characters that JSON does not.
public final class LogLineFormatter extends ExtFormatter.Delegating {

    private static final java.util.logging.Logger ROOT = java.util.logging.Logger.getLogger("");

    private LogLineFormatter(ExtFormatter formatter) {
        super(formatter);
    }

    /// Puts this formatter before those of the console's handlers, and lets them write UTF-8.
    public static void install() {
        var handlers = new ArrayDeque<Handler>();
        Collections.addAll(handlers, ROOT.getHandlers());
        while (!handlers.isEmpty()) {
            var handler = handlers.pop();
            if (handler instanceof ConsoleHandler console && !(console.getFormatter() instanceof LogLineFormatter)) {
                console.setFormatter(of(ExtFormatter.wrap(console.getFormatter(), false)));
                console.setCharset(UTF_8); // its own choice depends on the locale, which containers often lack
            } else if (handler instanceof ExtHandler outer) {
                Collections.addAll(handlers, outer.getHandlers());
            }
        }
    }

    static LogLineFormatter of(ExtFormatter formatter) {
        return new LogLineFormatter(formatter);
    }

    @Override
    public String format(ExtLogRecord line) {
        return Output.written(line.getLevel(), text(line));
    }

    private String text(ExtLogRecord line) {
        if (delegate instanceof StructuredFormatter) {
            return LogText.lines(super.format(line));
        }
        var safe = new ExtLogRecord(line);
        safe.setMessage(LogText.lines(String.valueOf(formatMessage(line))), ExtLogRecord.FormatStyle.NO_FORMAT);
        safe.setThrown(SafeThrowable.of(line.getThrown()));
        return super.format(safe);
    }

    /// A copy of a throwable whose words are safe in a stack trace.
    private static final class SafeThrowable extends Throwable {

        private static final long serialVersionUID = 1;

        private final String words;

        private SafeThrowable(Throwable unsafe, Set<Throwable> seen) {
            super(null, of(seen.add(unsafe) ? unsafe.getCause() : null, seen), true, true);
            words = LogText.lines(unsafe.toString());
            setStackTrace(unsafe.getStackTrace());
            for (var suppressed : unsafe.getSuppressed()) {
                if (!seen.contains(suppressed)) {
                    addSuppressed(new SafeThrowable(suppressed, seen));
                }
            }
        }

        static @Nullable Throwable of(@Nullable Throwable unsafe) {
            return of(unsafe, Collections.newSetFromMap(new IdentityHashMap<>()));
        }

        private static @Nullable Throwable of(@Nullable Throwable unsafe, Set<Throwable> seen) {
            return unsafe == null || seen.contains(unsafe) ? null : new SafeThrowable(unsafe, seen);
        }

        @Override
        @SuppressWarnings("OverrideThrowableToString") // it begins with the type of the original
        public String toString() {
            return words;
        }
    }
}
