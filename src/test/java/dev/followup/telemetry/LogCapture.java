package dev.followup.telemetry;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.jboss.logmanager.ExtHandler;
import org.jboss.logmanager.handlers.ConsoleHandler;

/// The log lines until the capture is closed, as the console shows them.
public final class LogCapture extends Handler implements AutoCloseable {

    private static final Logger ROOT = Logger.getLogger("");

    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final Formatter formatter;

    private LogCapture(Formatter formatter) {
        this.formatter = formatter;
    }

    public static LogCapture open() {
        var console = Stream.of(ROOT.getHandlers())
                .flatMap(LogCapture::within)
                .filter(ConsoleHandler.class::isInstance)
                .findFirst();
        var lines = new LogCapture(console.orElseThrow().getFormatter());
        ROOT.addHandler(lines);
        return lines;
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
        ROOT.removeHandler(this);
    }
}
