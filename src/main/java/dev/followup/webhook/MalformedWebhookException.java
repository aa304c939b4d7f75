package dev.followup.webhook;

import dev.followup.text.LogText;
import java.io.Serial;

/// The refusal of a body or a part of one, with what was found and what is expected. It never leaves this
/// package.
final class MalformedWebhookException extends Exception {

    @Serial
    private static final long serialVersionUID = 1;

    private static final int LONGEST_QUOTE = 60;

    MalformedWebhookException(String reason) {
        super(reason, null, false, false); // no stack trace: a hostile body may hold thousands of such parts
    }

    /// A value from the CRM, quoted for a log line.
    static String quote(String found) {
        return '"' + shorten(found) + '"';
    }

    /// A value from the CRM in the form that a log line may show.
    static String shorten(String found) {
        return LogText.of(found, LONGEST_QUOTE);
    }

    /// What was found and what is expected.
    String reason() {
        return String.valueOf(getMessage());
    }
}
