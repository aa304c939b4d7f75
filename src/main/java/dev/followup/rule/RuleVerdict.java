package dev.followup.rule;

import dev.followup.event.EventSubject;
import dev.followup.rule.pattern.Objection;
import dev.followup.task.WaitRequest;
import dev.followup.yaml.ValueText;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The answer of one rule to an event, with its reason.
///
/// @param rule its name
/// @param decision whether it fires
/// @param why the first reason, with the place in the file; two verdicts are equal if its words are
public record RuleVerdict(String rule, Decision decision, Objection why) {

    public RuleVerdict(String rule, Decision decision, String reason) {
        this(rule, decision, () -> reason);
    }

    /// Whether a rule fires.
    public enum Decision {
        FIRES,
        DOES_NOT_FIRE,

        /// Facts must be fetched first, or tasks searched.
        UNDECIDED
    }

    /// The same with what the event asks of the rule's waits.
    RuleVerdict with(List<WaitRequest> requests) {
        if (requests.isEmpty()) {
            return this;
        }
        var words = requests.stream()
                .flatMap(request -> switch (request) {
                    case WaitRequest.Start _, WaitRequest.Follow _ ->
                        Stream.<String>of(); // the commands and the reason say until when they wait
                    case WaitRequest.Stop stop ->
                        Stream.of(". It stops what the rule waits for about " + things(stop.subjects()));
                    case WaitRequest.Close close ->
                        Stream.of(". It closes what action %d added for %s"
                                .formatted(close.position() + 1, things(close.subjects())));
                })
                .collect(Collectors.joining());
        return words.isEmpty() ? this : new RuleVerdict(rule, decision, reason() + words);
    }

    /// Things in words, such as `leads/501 or tasks/1014`.
    private static String things(Set<EventSubject> named) {
        return ValueText.or(named.stream().map(EventSubject::toString).sorted().toList());
    }

    /// The first reason in words, such as `lead.price is 9000, rule wants >= 50000 (rules.yaml:13:18)`.
    public String reason() {
        return why.words();
    }

    boolean fires() {
        return decision == Decision.FIRES;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof RuleVerdict verdict
                && rule.equals(verdict.rule)
                && decision == verdict.decision
                && reason().equals(verdict.reason());
    }

    @Override
    public int hashCode() {
        return Objects.hash(rule, decision, reason());
    }

    @Override
    public String toString() {
        return rule + " " + decision + ": " + reason();
    }
}
