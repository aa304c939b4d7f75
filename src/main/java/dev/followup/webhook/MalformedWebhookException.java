package dev.followup.webhook;

import java.io.Serial;

/// A body or a part of one cannot be read. Its message says what was found and what is expected. Never leaves this
/// room.
final class MalformedWebhookException extends Exception {

    @Serial
    private static final long serialVersionUID = 1;

    private static final int LONGEST_QUOTE = 60;

    MalformedWebhookException(String reason) {
        super(reason, null, false, false); // no stack trace: a hostile body may hold thousands of such parts
    }

    /// What the CRM sent, in quotes and short enough for a log line.
    static String quote(String found) {
        return '"' + shorten(found) + '"';
    }

    /// What the CRM sent, short enough for a log line.
    static String shorten(String found) {
        return found.length() <= LONGEST_QUOTE ? found : found.substring(0, LONGEST_QUOTE) + "…";
    }

    /// Why it cannot be read.
    String reason() {
        return String.valueOf(getMessage());
    }
}
