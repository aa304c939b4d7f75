package dev.followup.rule;

import dev.followup.event.EntityRef;
import dev.followup.event.EventKind;
import dev.followup.event.Facts;
import dev.followup.rule.action.ReadContext;
import dev.followup.rule.pattern.EventPattern;
import dev.followup.rule.pattern.EventPatternReader;
import dev.followup.rule.pattern.Objection;
import dev.followup.task.WaitRequest.IfAgain;
import dev.followup.yaml.AllowedWords;
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

    /// What is fetched anew when the time has come. Everything else stays as it was said with the event.
    private static final Set<String> FETCHED = Set.of("lead", "contact", "company", "task");

    private static final String WAITING = "expected an action with \"after\", such as create-task: { after: 30m, … }";

    /// Reads the settings from the keys of a rule; problems are noted.
    static WaitSettings read(YamlMapping rule, ReadContext context) {
        var stopOn = rule.optional("stop-on");
        var ifAgain = rule.optional("if-again");
        var still = rule.optional("still");
        if (isOnDate(context)) {
            still.ifPresent(
                    node -> node.object("found \"still\" in a rule on a date, whose conditions are asked only when"
                            + " its time has come, expected them in \"if\""));
        }
        var stops = stopOn.map(node -> EventMatcher.list(node, context)).orElse(List.of());
        var again = ifAgain.filter(AGAIN::admits)
                .map(word -> IfAgain.valueOf(word.word().toUpperCase(Locale.ROOT)))
                .orElse(IfAgain.IGNORE);
        var conditions = still.map(node -> still(node, context)).orElse(null);
        boolean waits = rule.optional("then").map(RuleAction::anyWaits).orElse(true);
        if (!waits) {
            ifAgain.ifPresent(node -> node.object("found \"if-again\", but no action of the rule waits, " + WAITING));
            stopOn.filter(_ -> still.isEmpty())
                    .ifPresent(node -> node.object("found \"stop-on\", but no action of the rule waits, " + WAITING));
        }
        if (!isOnDate(context) && (waits || still.isPresent())) {
            requireSubject(still.filter(_ -> !waits).orElse(rule.mapping()), context.kinds());
        }
        return new WaitSettings(stops, again, conditions);
    }

    /// Whether a rule is on a date.
    static boolean isOnDate(ReadContext context) {
        return context.kinds().stream().anyMatch(EventKind::isDateReached);
    }

    private static EventPattern still(YamlNode node, ReadContext context) {
        var pattern = EventPatternReader.read(node, context.facts(), context.names());
        var subjects =
                pattern.paths().map(path -> path.split("\\.", 2)[0]).distinct().toList();
        for (var subject : subjects) {
            if (!FETCHED.contains(subject)) {
                node.object("found a condition on %s, which stays as it was with the event, expected it in \"if\""
                        .formatted(subject));
            } else if (subject.equals("task") && context.kinds().contains(EventKind.TASK_DELETED)) {
                node.object("found a condition on task, which is gone after task.deleted, expected it in \"if\"");
            }
        }
        return pattern;
    }

    /// Notes a problem if events of the rule are about nothing that is still there when the time has come.
    private static void requireSubject(YamlNode node, Set<EventKind> kinds) {
        if (kinds.contains(EventKind.SCHEDULE_TICK)) {
            node.object("found an action that waits in a rule that runs by the clock and is about nothing, expected"
                    + " \"tasks\", \"leads\" or another search beside \"every\", or no \"after\" and no \"still\"");
        }
        kinds.stream()
                .filter(WaitSettings::isDeletionOfEntity)
                .findFirst()
                .ifPresent(kind -> node.object("found an action that waits in a rule on %s: the %s is gone by then"
                        .formatted(kind, kind.subject())));
    }

    private static boolean isDeletionOfEntity(EventKind kind) {
        return kind.verb().equals("deleted")
                && EntityRef.Type.of(kind.subject()).isPresent();
    }

    /// The conditions that are asked when the time has come; empty if there are none.
    Optional<Objection> objection(Facts facts) {
        return Optional.ofNullable(still).flatMap(pattern -> pattern.objection(facts));
    }

    /// The paths of the facts that are asked when the time has come.
    Stream<String> paths() {
        return still == null ? Stream.empty() : still.paths();
    }
}
