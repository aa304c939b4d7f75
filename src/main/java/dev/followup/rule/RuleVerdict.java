package dev.followup.rule;

import dev.followup.task.WaitRequest;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The answer of one rule to an event, with its reason.
///
/// @param rule its name
/// @param decision whether it fires
/// @param reason the first reason in words, with the place in the file, such as
/// `lead.price is 9000, rule wants >= 50000 (rules.yaml:13:18)`
public record RuleVerdict(String rule, Decision decision, String reason) {

    /// Whether a rule fires.
    public enum Decision {
        FIRES,
        DOES_NOT_FIRE,

        /// Facts must be fetched first, or tasks searched.
        UNDECIDED
    }

    /// The same with what the event asks of the rule's waits.
    RuleVerdict with(List<WaitRequest> requests) {
        var words = requests.stream()
                .flatMap(request -> switch (request) {
                    case WaitRequest.Start _, WaitRequest.Follow _ ->
                        Stream.<String>of(); // the commands and the reason say until when they wait
                    case WaitRequest.Stop stop ->
                        Stream.of(". What the rule waits for about " + stop.by() + " is stopped");
                    case WaitRequest.Close close ->
                        Stream.of(". What its action " + (close.position() + 1) + " added for " + close.by()
                                + " is closed");
                })
                .collect(Collectors.joining());
        return words.isEmpty() ? this : new RuleVerdict(rule, decision, reason + words);
    }

    boolean fires() {
        return decision == Decision.FIRES;
    }
}
