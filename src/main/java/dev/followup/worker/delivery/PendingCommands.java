package dev.followup.worker.delivery;

import dev.followup.account.Account;
import dev.followup.ledger.AccountLedger;
import dev.followup.ledger.Ledger;
import dev.followup.ledger.Ledger.AccountState;
import dev.followup.ledger.Ledger.PendingCommand;
import dev.followup.ledger.LedgerUnavailableException;
import dev.followup.progress.ProgressListener;
import dev.followup.task.Outcome;
import dev.followup.task.TaskAddition;
import dev.followup.task.TaskCommand;
import dev.followup.telemetry.Metric;
import dev.followup.telemetry.Metrics;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The pending commands of an account while an invocation delivers them. Nothing else changes them in the
/// meantime, so they are read once, in portions: a command that has ended is removed here. Outcomes are written
/// to the ledger before the next call to the CRM, the last ones with the release of the lease; with that they
/// are logged and counted.
public final class PendingCommands {

    private final Account account;
    private final AccountLedger ledger;
    private final ReportedRefusals reported;
    private final Metrics metrics;
    private final Clock clock;
    private final ProgressListener progress;

    /// The results of events that still have pending commands, by the events' keys.
    private final Map<String, List<CommandResult>> unfinished = new HashMap<>();

    /// The keys of the commands that the CRM has refused alone since they were read.
    private final Set<String> refusedAlone = new HashSet<>();

    /// The outcomes that the ledger does not have yet, by the commands' keys.
    private final Map<String, Outcome> unrecorded = new LinkedHashMap<>();

    private final List<CommandResult> unrecordedResults = new ArrayList<>();

    /// Whether all pending commands were read when the invocation began.
    private final boolean isWhole;

    private List<PendingCommand> commands;

    /// The commands that are marked as sent and were not sent yet.
    private List<TaskCommand> marked = List.of();

    /// The commands of an account.
    ///
    /// @param state with the first pending commands
    PendingCommands(
            Account account,
            AccountLedger ledger,
            AccountState state,
            ReportedRefusals reported,
            Metrics metrics,
            Clock clock,
            ProgressListener progress) {
        this.account = account;
        this.ledger = ledger;
        this.isWhole = state.isWhole();
        this.commands = state.pendingCommands();
        this.reported = reported;
        this.metrics = metrics;
        this.clock = clock;
        this.progress = progress;
    }

    /// Adds new commands. Those that are marked as sent are sent first. If the list was not read to its end, the new
    /// ones are behind others, and are read after them.
    public void add(List<PendingCommand> added) {
        if (isWhole) {
            commands = Stream.concat(commands.stream(), added.stream()).toList();
        }
        var alsoMarked = added.stream().filter(one -> one.sent() != null).map(PendingCommand::command);
        marked = Stream.concat(marked.stream(), alsoMarked).toList();
        updateMetrics(clock.instant());
    }

    /// Whether commands are pending that are not read yet, or some are marked as sent and did not leave yet.
    boolean hasMoreOrMarked() {
        return !isWhole || !marked.isEmpty();
    }

    /// How many commands are pending, as far as they are read.
    public int count() {
        return commands.size();
    }

    /// The commands that are still pending, in their order.
    List<PendingCommand> commands() {
        return commands;
    }

    /// The commands that are marked as sent already and are to be sent now. The next time there are none.
    List<TaskCommand> takeMarked() {
        var taken = marked;
        marked = List.of();
        return taken;
    }

    /// Reads the next portion, if there is room for one.
    ///
    /// @return whether there are commands in it
    boolean readNext() {
        int room = Ledger.MAX_PORTION - commands.size();
        if (room < Ledger.MAX_PORTION / 2) {
            return false;
        }
        var next = ledger.nextPending(room);
        commands = Stream.concat(commands.stream(), next.stream()).toList();
        return !next.isEmpty();
    }

    /// How long a command has been pending.
    Duration age(PendingCommand pending) {
        return Duration.between(pending.since(), clock.instant());
    }

    /// The keys of the commands that the CRM has refused alone in this invocation.
    Set<String> refusedAlone() {
        return Set.copyOf(refusedAlone);
    }

    /// The tasks that were added just before, so that the CRM may not show them among others yet.
    public List<TaskAddition> additions() {
        return TaskAddition.lasting(ledger.additions(), clock.instant());
    }

    /// Marks commands as sent, after the outcomes of others are recorded.
    void markSent(List<TaskCommand> some, Instant at) {
        if (!some.isEmpty()) {
            record();
            ledger.markSent(some, at);
            var sent = some.stream().collect(Collectors.toMap(TaskCommand::key, Function.identity()));
            commands = commands.stream()
                    .map(one -> {
                        var asSent = sent.get(one.command().key());
                        return asSent == null ? one : one.as(asSent);
                    })
                    .toList();
            progress.sent(some);
        }
    }

    /// Notes the outcomes of commands. They must be recorded before the next call to the CRM.
    ///
    /// @param outcomes by the commands' keys
    void end(Map<String, Outcome> outcomes) {
        unrecordedResults.addAll(results(outcomes));
        unrecorded.putAll(outcomes);
        keepAdditions(outcomes);
        commands = stillPending(outcomes);
        outcomes.forEach((key, outcome) -> {
            if (outcome instanceof Outcome.Deferred deferred && deferred.refusedAlone()) {
                refusedAlone.add(key);
            }
        });
    }

    /// Notes that commands are not tried at present, and why. The ledger has nothing to record: they are pending as
    /// they were.
    void leave(List<TaskCommand> some, Outcome outcome) {
        unrecordedResults.addAll(results(some.stream().collect(Collectors.toMap(TaskCommand::key, _ -> outcome))));
    }

    private void keepAdditions(Map<String, Outcome> outcomes) {
        var additions = new ArrayList<>(additions());
        for (var pending : commands) {
            if (outcomes.get(pending.command().key()) instanceof Outcome.Done(var effects, var _)) {
                switch (pending.command()) {
                    case TaskCommand.Create(var _, var task, var _, var _, var _)
                    when task.about() != null && task.result() == null ->
                        effects.forEach(effect -> additions.add(
                                new TaskAddition(effect.task(), task.about(), task.type(), clock.instant())));
                    case TaskCommand.Complete _ ->
                        effects.forEach(effect -> additions.removeIf(one -> one.task() == effect.task()));
                    case TaskCommand.Create _, TaskCommand.Change _ -> {}
                }
            }
        }
        ledger.keepAdditions(additions);
    }

    /// Records the outcomes that the ledger does not have yet.
    void record() {
        record(false);
    }

    /// Records the outcomes that the ledger does not have yet.
    ///
    /// @param andRelease whether the account's lease is released with the last of them
    /// @throws dev.followup.ledger.LedgerUnavailableException if the outcomes could not be recorded
    public void record(boolean andRelease) {
        if (unrecorded.isEmpty() && unrecordedResults.isEmpty()) {
            return;
        }
        if (!unrecorded.isEmpty() && (!andRelease || !releasesWithOutcomes())) {
            ledger.recordOutcomes(Map.copyOf(unrecorded));
        }
        afterRecording();
    }

    /// Releases the lease with the last outcomes. If that fails, the outcomes are recorded alone, and the release is
    /// tried again at the end of the invocation.
    ///
    /// @return whether both are done
    private boolean releasesWithOutcomes() {
        try {
            ledger.release(Map.copyOf(unrecorded));
            return true;
        } catch (LedgerUnavailableException _) {
            return false;
        }
    }

    private void afterRecording() {
        var now = clock.instant();
        var results = List.copyOf(unrecordedResults);
        unrecorded.clear();
        unrecordedResults.clear();
        DeliveryLog.results(account, results, reported, now);
        results.forEach(result -> count(result, now));
        results.forEach(result -> progress.concluded(result.pending(), result.outcome()));
        if (results.stream().anyMatch(result -> result.outcome() instanceof Outcome.Done)) {
            reported.forgetCauses(account.name());
        }
        updateMetrics(now);
        logFinishedEvents(results.stream().filter(CommandResult::isOver).toList(), now);
    }

    /// Logs and counts the parts of commands that the CRM refused although it carried out others.
    void logRefusedParts(Map<TaskCommand, Outcome.Refused> refused) {
        refused.forEach((part, refusal) -> DeliveryLog.refusedPart(account, part, refusal));
        metrics.add(account.name(), Metric.COMMANDS_REFUSED, refused.size());
    }

    private List<CommandResult> results(Map<String, Outcome> outcomes) {
        var results = new ArrayList<CommandResult>();
        for (var pending : commands) {
            var outcome = outcomes.get(pending.command().key());
            if (outcome != null) {
                results.add(new CommandResult(pending, outcome));
            }
        }
        return results;
    }

    private List<PendingCommand> stillPending(Map<String, Outcome> outcomes) {
        var left = new ArrayList<PendingCommand>();
        for (var pending : commands) {
            var outcome = outcomes.get(pending.command().key());
            if (outcome == null || outcome.isPending()) {
                left.add(outcome == null ? pending : pending.after(outcome));
            }
        }
        return List.copyOf(left);
    }

    private void count(CommandResult result, Instant now) {
        var metric = switch (result.outcome()) {
            case Outcome.Done _ -> Metric.COMMANDS_DONE;
            case Outcome.Skipped _ -> Metric.COMMANDS_SKIPPED;
            case Outcome.Refused _ -> Metric.COMMANDS_REFUSED;
            case Outcome.Reassigned _, Outcome.Deferred _, Outcome.Blocked _ -> Metric.COMMANDS_DEFERRED;
            case Outcome.Uncertain _ -> Metric.COMMANDS_UNCERTAIN;
        };
        metrics.add(account.name(), metric, 1);
        var cause = result.pending().cause();
        if (metric == Metric.COMMANDS_DONE && cause != null) {
            metrics.record(
                    account.name(),
                    Metric.EVENT_TO_TASK_LATENCY,
                    cause.until(now).toMillis());
        }
    }

    /// Updates how many commands are pending, as far as they are read, and how old the oldest is.
    private void updateMetrics(Instant now) {
        var oldest = commands.stream()
                .map(pending -> Duration.between(pending.since(), now).toSeconds())
                .max(Long::compare);
        metrics.set(account.name(), Metric.PENDING_COMMANDS, commands.size());
        metrics.set(account.name(), Metric.OLDEST_PENDING_AGE, oldest.orElse(0L));
    }

    private void logFinishedEvents(List<CommandResult> over, Instant now) {
        over.forEach(result -> unfinished
                .computeIfAbsent(result.event(), _ -> new ArrayList<>())
                .add(result));
        Set<String> left = commands.stream()
                .map(pending -> pending.command().origin().event())
                .collect(Collectors.toSet());
        over.stream()
                .map(CommandResult::event)
                .distinct()
                .filter(event -> !left.contains(event))
                .forEach(event -> {
                    var results = unfinished.remove(event);
                    if (results != null) {
                        DeliveryLog.finished(account, results, now);
                    }
                });
    }
}
