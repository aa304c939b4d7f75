package dev.followup.telemetry;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.jboss.logmanager.ExtHandler;
import org.jboss.logmanager.formatters.PatternFormatter;
import org.jboss.logmanager.handlers.ConsoleHandler;

/// The log lines until the capture is closed, as the console shows them.
public final class LogCapture extends Handler implements AutoCloseable {

    private static final Logger ROOT = Logger.getLogger("");

    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final Formatter formatter;
    private final Logger logger;

    private LogCapture(Logger logger, Formatter formatter) {
        this.logger = logger;
        this.formatter = formatter;
        logger.addHandler(this);
    }

    /// Captures the messages of one class, with their levels.
    public static LogCapture of(Class<?> type) {
        return new LogCapture(Logger.getLogger(type.getName()), new PatternFormatter("%p %s"));
    }

    public static LogCapture open() {
        var console = Stream.of(ROOT.getHandlers())
                .flatMap(LogCapture::within)
                .filter(ConsoleHandler.class::isInstance)
                .findFirst();
        return new LogCapture(ROOT, console.orElseThrow().getFormatter());
    }

    public List<String> lines() {
        return List.copyOf(lines);
    }

    private static Stream<Handler> within(Handler handler) {
        return handler instanceof ExtHandler outer
                ? Stream.concat(
                        Stream.of(handler), Stream.of(outer.getHandlers()).flatMap(LogCapture::within))
                : Stream.of(handler);
    }

    @Override
    public void publish(LogRecord line) {
        lines.add(formatter.format(line));
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
        logger.removeHandler(this);
    }
}
