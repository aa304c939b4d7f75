package dev.followup.rule;

import dev.followup.event.EventKind;
import dev.followup.event.EventSubject;
import dev.followup.event.Facts;
import dev.followup.rule.action.ReadContext;
import dev.followup.rule.pattern.EventPattern;
import dev.followup.rule.pattern.EventPatternReader;
import dev.followup.task.WaitRequest.IfAgain;
import dev.followup.yaml.AllowedWords;
import dev.followup.yaml.ValueText;
import dev.followup.yaml.YamlMapping;
import dev.followup.yaml.YamlNode;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// How the actions of a rule wait.
///
/// @param stopOn the events that stop what waits; empty if none does
/// @param ifAgain what happens if another event about the same subject comes while something waits
/// @param still the pattern that the facts must match when the time has come, besides the rule's own
/// conditions; `null` for none
record WaitSettings(
        List<EventMatcher> stopOn,
        IfAgain ifAgain,
        @Nullable EventPattern still) {

    private static final AllowedWords AGAIN = AllowedWords.of("ignore", "restart", "add");

    /// The facts that tell what happened: they stay as they were while an action waits.
    private static final Set<String> OF_THE_EVENT = Set.of("event", "message", "note", "old", "changed");

    /// Reads the settings from the keys of a rule; problems are noted.
    ///
    /// @param actions the rule's actions
    static WaitSettings read(YamlMapping rule, ReadContext context, List<RuleAction> actions) {
        var stopOn = rule.optional("stop-on");
        var still = rule.optional("still");
        boolean waits = still.isPresent() || actions.stream().anyMatch(action -> action.after() != null);
        var stops = stopOn.map(found -> EventMatcher.list(found, context.anyFacts()))
                .orElse(List.of());
        stopOn.filter(_ -> !waits)
                .ifPresent(
                        found -> found.object("found \"stop-on\", but no action of the rule waits, expected an action"
                                + " with \"after\", such as create-task: { after: 30m, … }"));
        stopOn.ifPresent(found -> stops.forEach(stop -> requireSameSubject(found, stop, context.kinds())));
        var ifAgain = rule.optional("if-again");
        ifAgain.filter(_ -> actions.stream().allMatch(action -> action.after() == null))
                .ifPresent(
                        found -> found.object("found \"if-again\", but no action of the rule waits, expected an action"
                                + " with \"after\", such as create-task: { after: 30m, … }"));
        if (still.isPresent() || actions.stream().anyMatch(action -> action.after() != null)) {
            requireSubject(still.orElse(rule.mapping()), context.kinds());
        }
        return new WaitSettings(
                stops,
                ifAgain.filter(AGAIN::admits)
                        .map(word -> IfAgain.valueOf(word.word().toUpperCase(Locale.ROOT)))
                        .orElse(IfAgain.IGNORE),
                still.map(found -> still(found, context)).orElse(null));
    }

    private static EventPattern still(YamlNode node, ReadContext context) {
        var pattern = EventPatternReader.read(node, context.facts());
        pattern.paths()
                .map(path -> path.split("\\.", 2)[0])
                .filter(OF_THE_EVENT::contains)
                .distinct()
                .forEach(subject -> node.object(
                        "found a condition on %s, which stays as it was, expected it in \"if\"".formatted(subject)));
        return pattern;
    }

    /// Notes a problem if events of the rule are about nothing that is still there when the time has come.
    private static void requireSubject(YamlNode node, Set<EventKind> kinds) {
        kinds.stream()
                .filter(kind -> kind == EventKind.SCHEDULE_TICK)
                .findFirst()
                .ifPresent(kind -> node.object("found an action that waits in a rule that runs by the clock, expected"
                        + " \"tasks\" beside \"every\", or an action without \"after\""));
        kinds.stream()
                .filter(kind -> kind.verb().equals("deleted") && kind != EventKind.TASK_DELETED)
                .findFirst()
                .ifPresent(kind -> node.object("found an action that waits in a rule on %s, and then there is no %s any"
                                .formatted(kind, kind.subject())
                        + " more whose tasks could be added"));
    }

    /// Notes a problem if an event can never stop what waits, since the two are about different things.
    static void requireSameSubject(YamlNode node, EventMatcher stop, Set<EventKind> kinds) {
        if (!kinds.isEmpty() && kinds.stream().noneMatch(kind -> EventSubject.mayName(stop.kind(), kind))) {
            node.object("found %s, which never names what an event %s is about"
                    .formatted(
                            stop.kind(),
                            ValueText.or(
                                    kinds.stream().map(EventKind::word).sorted().toList())));
        }
    }

    /// The conditions that are asked when the time has come; empty if there are none.
    Optional<String> objection(Facts facts) {
        return Optional.ofNullable(still).flatMap(pattern -> pattern.objection(facts));
    }

    /// The paths of the facts that are asked when the time has come.
    Stream<String> paths() {
        return still == null ? Stream.empty() : still.paths();
    }
}
