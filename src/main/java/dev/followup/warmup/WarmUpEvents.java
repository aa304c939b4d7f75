package dev.followup.warmup;

import static java.util.stream.Collectors.joining;

import java.time.Instant;
import java.util.stream.IntStream;

/// The events of a warm-up: batches of nine new leads, of one, and of changed stages.
final class WarmUpEvents {

    private static final int BATCH = 9;

    private final String account;
    private long number = 1;

    WarmUpEvents(String account) {
        this.account = account;
    }

    /// The next batch, each webhook of an entity of its own.
    String next() {
        var kind = number % 4;
        return IntStream.range(0, kind == 1 ? 1 : BATCH)
                .mapToObj(_ -> message(kind == 3 ? moved() : added()))
                .collect(joining(",", "{\"Records\":[", "]}"));
    }

    private String added() {
        var lead = "leads%5Badd%5D%5B0%5D%5B";
        return lead + "id%5D=" + number + "&" + lead + "name%5D=Website+request+" + number + "&" + lead
                + "status_id%5D=9621020&" + lead + "price%5D=60000&" + lead + "responsible_user_id%5D=101&" + lead
                + "pipeline_id%5D=9621010&" + lead + "created_at%5D=" + now() + "&" + lead + "tags%5D%5B0%5D%5B"
                + "name%5D=site";
    }

    private String moved() {
        var lead = "leads%5Bstatus%5D%5B0%5D%5B";
        return lead + "id%5D=" + number + "&" + lead + "status_id%5D=9621030&" + lead + "old_status_id%5D=9621020&"
                + lead + "pipeline_id%5D=9621010&" + lead + "responsible_user_id%5D=101&" + lead + "updated_at%5D="
                + now();
    }

    private String message(String body) {
        number++;
        return """
                {"messageId":"%1$d","receiptHandle":"none","body":"%2$s","eventSource":"aws:sqs",
                "attributes":{"ApproximateReceiveCount":"1","SentTimestamp":"%3$d000","MessageGroupId":"%4$s"},
                "messageAttributes":{"source":{"stringValue":"webhook","dataType":"String"}}}
                """.formatted(number, body, now(), account);
    }

    private static long now() {
        return Instant.now().getEpochSecond();
    }
}
