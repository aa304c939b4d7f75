package dev.followup.inbox;

import java.util.Optional;
import java.util.regex.Pattern;

/// What a person asks of an account's worker. As a message, of the source [MessageSource#PERSON], its body is
/// `{"followup": "drop-wait", "subject": "leads/501", "rule": "call"}` or `{"followup": "forget", "subject":
/// "leads/501"}`.
public sealed interface AccountRequest {

    /// What it is about, such as `leads/501`.
    String subject();

    /// The body of its message.
    String body();

    /// What a rule waits for about a thing is to be dropped.
    ///
    /// @param rule the key of the rule
    record DropWait(String subject, String rule) implements AccountRequest {

        @Override
        public String body() {
            return "{\"followup\": \"drop-wait\", \"subject\": \"%s\", \"rule\": \"%s\"}".formatted(subject, rule);
        }
    }

    /// What the journal, the waits and the lists have of a thing is to be forgotten.
    record Forget(String subject) implements AccountRequest {

        @Override
        public String body() {
            return "{\"followup\": \"forget\", \"subject\": \"%s\"}".formatted(subject);
        }
    }

    /// Whether a message's body looks like a request, readable or not. Whether it is one, its source says.
    static boolean isOne(String body) {
        return body.startsWith("{\"followup\"");
    }

    /// The request in a message's body; empty if it cannot be read.
    static Optional<AccountRequest> read(String body) {
        var form = Form.PATTERN.matcher(body);
        if (!form.matches()) {
            return Optional.empty();
        }
        var subject = form.group("subject");
        var rule = form.group("rule");
        return switch (form.group("what")) {
            case "drop-wait" -> Optional.ofNullable(rule).map(one -> new DropWait(subject, one));
            case "forget" -> rule == null ? Optional.of(new Forget(subject)) : Optional.empty();
            default -> Optional.empty();
        };
    }

    /// The form of a body.
    final class Form {

        private static final Pattern PATTERN = Pattern.compile(
                "\\{\"followup\": ?\"(?<what>[a-z-]+)\", ?\"subject\": ?\"(?<subject>[a-z-]+/[^\"/\\s]+)\""
                        + "(?:, ?\"rule\": ?\"(?<rule>[^\"]+)\")?}");

        private Form() {}
    }
}
