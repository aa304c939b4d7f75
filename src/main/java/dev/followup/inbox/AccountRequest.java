package dev.followup.inbox;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What a person asks of an account's worker. As a message, of the source [MessageSource#PERSON], its body is
/// `{"followup": "drop-wait", "subject": "leads/501", "rule": "call"}`, `{"followup": "forget", "subject":
/// "leads/501"}`, `{"followup": "away", "subject": "people/anna", "from": "2026-12-21", "to": "2027-01-08"}` or
/// `{"followup": "back", "subject": "people/anna", "from": "2026-12-28"}`.
public sealed interface AccountRequest {

    /// What it is about, such as `leads/501` or `people/anna`.
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

    /// A person is away.
    ///
    /// @param person the person's name in the rule book
    /// @param from the first day
    /// @param to the last day
    /// @param deputy the name of the person who gets the tasks meanwhile; `null` for the usual deputy
    record Away(
            String person,
            LocalDate from,
            LocalDate to,
            @Nullable String deputy) implements AccountRequest {

        @Override
        public String subject() {
            return PEOPLE + person;
        }

        @Override
        public String body() {
            return "{\"followup\": \"away\", \"subject\": \"%s\", \"from\": \"%s\", \"to\": \"%s\"%s}"
                    .formatted(subject(), from, to, deputy == null ? "" : ", \"deputy\": \"" + deputy + "\"");
        }
    }

    /// A person is back: what was reported of absences from that day on is dropped.
    ///
    /// @param person the person's name in the rule book
    /// @param from the first day on which the person works again
    record Back(String person, LocalDate from) implements AccountRequest {

        @Override
        public String subject() {
            return PEOPLE + person;
        }

        @Override
        public String body() {
            return "{\"followup\": \"back\", \"subject\": \"%s\", \"from\": \"%s\"}".formatted(subject(), from);
        }
    }

    /// The type in the subject of a request about a person.
    String PEOPLE = "people/";

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
        try {
            return switch (form.group("what")) {
                case "drop-wait" -> Optional.ofNullable(rule).map(one -> new DropWait(subject, one));
                case "forget" -> rule == null ? Optional.of(new Forget(subject)) : Optional.empty();
                case "away" -> away(form).filter(_ -> subject.startsWith(PEOPLE));
                case "back" ->
                    Optional.ofNullable(form.group("from"))
                            .filter(_ -> subject.startsWith(PEOPLE))
                            .map(from -> new Back(subject.substring(PEOPLE.length()), LocalDate.parse(from)));
                default -> Optional.empty();
            };
        } catch (DateTimeException _) {
            return Optional.empty();
        }
    }

    private static Optional<AccountRequest> away(Matcher form) {
        var from = form.group("from");
        var to = form.group("to");
        if (from == null || to == null || LocalDate.parse(to).isBefore(LocalDate.parse(from))) {
            return Optional.empty();
        }
        return Optional.of(new Away(
                form.group("subject").substring(PEOPLE.length()),
                LocalDate.parse(from),
                LocalDate.parse(to),
                form.group("deputy")));
    }

    /// The form of a body.
    final class Form {

        private static final Pattern PATTERN = Pattern.compile(
                "\\{\"followup\": ?\"(?<what>[a-z-]+)\", ?\"subject\": ?\"(?<subject>[a-z-]+/[^\"/\\s]+)\""
                        + "(?:, ?\"rule\": ?\"(?<rule>[^\"]+)\")?"
                        + "(?:, ?\"from\": ?\"(?<from>[0-9-]{10})\")?(?:, ?\"to\": ?\"(?<to>[0-9-]{10})\")?"
                        + "(?:, ?\"deputy\": ?\"(?<deputy>[^\"]+)\")?}");

        private Form() {}
    }
}
