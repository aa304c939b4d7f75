package dev.followup.crm.session;

import dev.followup.telemetry.LogTime;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/// The limit of each answer: its size, since it is kept in memory, and the time until its last byte. The client's
/// own time-out ends only an answer that pauses, not one that arrives slowly.
final class AnswerLimit implements Consumer<HttpClientRequest> {

    /// The largest answer in bytes. The longest page has 250 tasks, each with a few kilobytes.
    static final int MAX_SIZE = 10 * 1024 * 1024;

    /// The error code of HTTP/2 for a stream that is no longer needed. HTTP/1 closes the connection.
    private static final long CANCEL = 8;

    private final Duration time;

    /// @param time until the last byte, from when the request is made
    AnswerLimit(Duration time) {
        this.time = time;
    }

    @Override
    public void accept(HttpClientRequest request) {
        var context = Vertx.currentContext();
        if (context == null) {
            throw new IllegalStateException("a request is made outside an event loop");
        }
        var vertx = context.owner();
        var timer = vertx.setTimer(
                time.toMillis(),
                _ -> request.reset(CANCEL, new TimeoutException("no whole answer in " + LogTime.of(time))));
        request.response().onFailure(_ -> vertx.cancelTimer(timer)).onSuccess(response -> {
            limitSize(request, response);
            response.end().onComplete(_ -> vertx.cancelTimer(timer));
        });
    }

    private static void limitSize(HttpClientRequest request, HttpClientResponse response) {
        var size = new AtomicInteger();
        response.handler(chunk -> {
            if (size.addAndGet(chunk.length()) > MAX_SIZE) {
                request.reset(CANCEL, new IOException("the answer has more than " + MAX_SIZE + " bytes"));
            }
        });
    }
}
