package dev.followup.worker.planning;

import dev.followup.account.Account;
import dev.followup.event.CrmEvent;
import dev.followup.event.EntityRef;
import dev.followup.ledger.Ledger.OpenCircuit;
import dev.followup.ledger.Ledger.PendingCommand;
import dev.followup.ledger.Ledger.WaitResult;
import dev.followup.ledger.Ledger.WriteResult;
import dev.followup.rule.Plan;
import dev.followup.task.DraftCommand;
import dev.followup.task.TaskCommand;
import dev.followup.telemetry.LineLimit;
import dev.followup.telemetry.LogContext;
import dev.followup.telemetry.LogTime;
import dev.followup.worker.planning.EventEnricher.EnrichmentResult;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// The log lines of planning: what became of each event.
final class PlanningLog {

    private static final Logger LOG = Logger.getLogger("dev.followup");

    /// For commands and their outcomes. A laptop's console shows one line for each finished event instead.
    private static final Logger COMMANDS = Logger.getLogger("dev.followup.commands");

    /// The most events of one message with the same fate that have a line of their own.
    static final int MAX_LINES = 20;

    /// The text from the first quote to the last: there may be quotes in between.
    private static final Pattern QUOTED = Pattern.compile("\".*\"", Pattern.DOTALL);

    private static final Pattern NUMBER = Pattern.compile("\\d+");

    private PlanningLog() {}

    /// Logs what the book's author probably did not intend.
    ///
    /// @param limit how many warnings that differ in numbers only are logged
    static void warnings(CrmEvent event, Plan plan, LineLimit limit) {
        try (var _ = LogContext.of(event)) {
            for (var warning : plan.warnings()) {
                var words = unquoted(warning);
                limit.log(NUMBER.matcher(words).replaceAll("…"), () -> LOG.warnf("%s: %s", prefix(event), words));
            }
        }
    }

    /// Logs how many warnings were left out.
    static void notLogged(Account account, LineLimit warnings) {
        warnings.logRest(
                (kind, count) -> LOG.warnf("%s: %d more events of this batch with: %s", account.name(), count, kind));
    }

    /// Logs which events are planned without facts that rules use, and why.
    static void withoutFacts(EnrichmentResult enriched) {
        var without = enriched.complete().stream()
                .filter(one -> enriched.withoutFacts().containsKey(one.key()))
                .toList();
        without.stream()
                .limit(MAX_LINES)
                .forEach(one -> enriched.withoutFacts()
                        .getOrDefault(one.key(), Map.of())
                        .forEach((entity, reason) -> withoutFacts(one.event(), entity, reason)));
        if (without.size() > MAX_LINES) {
            LOG.warnf(
                    "%s: %d more events are planned without facts of their entities",
                    without.getFirst().event().account(), without.size() - MAX_LINES);
        }
    }

    private static void withoutFacts(CrmEvent event, EntityRef entity, String reason) {
        try (var _ = LogContext.of(event)) {
            LOG.warnf("%s: planned without facts of %s: %s", prefix(event), entity, reason);
        }
    }

    /// Logs which rule has reached its limit.
    static void limitReached(CrmEvent event, Plan plan, WriteResult written) {
        for (var draft : plan.drafts()) {
            if (written.limitReached().contains(draft.command().key())) {
                try (var _ = context(event, List.of(draft))) {
                    FiringLog.limitReached(prefix(event), draft);
                }
            }
        }
    }

    /// Logs what became of events: a line for each, but of many events of one message with the same fate one
    /// line for those beyond the first.
    static void fates(List<EventFate> fates) {
        var groups = new LinkedHashMap<List<Object>, List<EventFate>>();
        for (var fate : fates) {
            var message = fate.message() == null ? "" : fate.message().id();
            groups.computeIfAbsent(List.of(message, fate.kind()), _ -> new ArrayList<>())
                    .add(fate);
        }
        groups.values().forEach(group -> {
            group.stream().limit(MAX_LINES).forEach(PlanningLog::fate);
            if (group.size() > MAX_LINES) {
                var first = group.getFirst();
                LOG.infof(
                        "%s: %d more events of the same message: %s",
                        first.event().account(),
                        group.size() - MAX_LINES,
                        first.kind().ofMany());
            }
        });
    }

    private static void fate(EventFate fate) {
        try (var _ = context(fate.event(), fate.drafts())) {
            boolean hasLineOfCommands = fate.plansNothingElse() && fate.kind() != EventFate.Kind.BLOCKED;
            (hasLineOfCommands ? COMMANDS : LOG).infof("%s: %s", prefix(fate.event()), fate.words());
        }
    }

    /// What became of an event for which rules fire or that ends what they wait for, in words; empty if nothing did.
    static String words(CrmEvent event, Plan plan, WriteResult written) {
        var added = written.added().stream()
                .collect(Collectors.toMap(one -> one.command().key(), one -> one));
        var ended = written.waits().stream()
                .filter(result -> result.event().equals(event.key()) && result.kind() == WaitResult.Kind.STOPPED_BEFORE)
                .map(WaitResult::rule)
                .collect(Collectors.toSet());
        var commands = plan.drafts().stream()
                .filter(draft -> !ended.contains(draft.command().origin().rule()))
                .map(draft -> words(draft, added.get(draft.command().key()), written));
        var waits = written.waits().stream()
                .filter(result -> result.event().equals(event.key()))
                .map(PlanningLog::words);
        var drafts = plan.drafts().stream().map(draft -> draft.command().key()).collect(Collectors.toSet());
        var closings = written.added().stream()
                .map(PendingCommand::command)
                .filter(command -> command.origin().event().equals(event.key()) && !drafts.contains(command.key()))
                .map(command -> "rule " + command.origin().rule() + " plans " + description(command));
        return Stream.of(commands, closings, waits)
                .flatMap(words -> words)
                .distinct()
                .collect(Collectors.joining("; "));
    }

    private static String words(WaitResult result) {
        var until = result.waits().stream()
                .flatMap(wait -> Stream.ofNullable(wait.retryAt()))
                .map(LogTime::of)
                .collect(Collectors.joining(" and "));
        return "rule " + result.rule() + " " + result.words() + (until.isEmpty() ? "" : " until " + until);
    }

    /// Logs which rule waits for as many events about one thing as it may.
    static void tooManyWaits(CrmEvent event, WriteResult written) {
        for (var result : written.waits()) {
            if (result.kind() == WaitResult.Kind.TOO_MANY && result.event().equals(event.key())) {
                try (var _ = LogContext.of(event).with("rule", result.rule())) {
                    LOG.errorf(
                            "%s: rule %s waits for too many events about %s at once and ignores this one."
                                    + " With if-again: ignore or restart it waits for one",
                            prefix(event), result.rule(), result.subject());
                }
            }
        }
    }

    /// Why new commands wait, in words.
    static String words(OpenCircuit circuit) {
        return ". The commands wait, since the CRM does not carry out commands of this account: %s. The next is tried after %s"
                .formatted(circuit.reason(), LogTime.of(circuit.probeAt()));
    }

    private static String words(DraftCommand draft, @Nullable PendingCommand added, WriteResult written) {
        var key = draft.command().key();
        var rule = "rule " + draft.command().origin().rule();
        if (added != null) {
            return rule + " plans " + description(added.command());
        }
        if (written.skippedByOnce().contains(key)) {
            return FiringLog.ruledOutByOnce(draft);
        }
        return written.overLimit().contains(key)
                ? rule + " " + draft.ruledOutByLimit()
                : rule + " has planned its commands before";
    }

    /// A command in words, such as `a task due 2026-11-21T22:10:40Z for user 101`.
    private static String description(TaskCommand command) {
        return switch (command) {
            case TaskCommand.Create create ->
                "a task due " + LogTime.of(create.task().due())
                        + (create.task().responsible() == null
                                ? ""
                                : " for user " + create.task().responsible());
            case TaskCommand.Complete complete ->
                "completion of " + complete.which().inWords();
            case TaskCommand.Change change -> "a change of " + change.which().inWords();
        };
    }

    /// The context of an event, with its command if there is only one.
    private static LogContext context(CrmEvent event, List<DraftCommand> drafts) {
        if (drafts.size() != 1) {
            return LogContext.of(event);
        }
        var command = drafts.getFirst().command();
        return LogContext.of(event).with("rule", command.origin().rule()).with("commandKey", command.key());
    }

    /// Removes values that were found in the CRM. A person who may see them can use `explain`.
    private static String unquoted(String warning) {
        return QUOTED.matcher(warning).replaceAll("\"…\"");
    }

    private static String prefix(CrmEvent event) {
        var entity = event.entity() == null ? event.key() : event.entity().toString();
        return event.account() + ": " + entity + " " + event.kind();
    }
}
