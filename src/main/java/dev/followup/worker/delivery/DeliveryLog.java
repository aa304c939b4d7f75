package dev.followup.worker.delivery;

import dev.followup.account.Account;
import dev.followup.task.Outcome;
import dev.followup.task.TaskCommand;
import dev.followup.telemetry.LogContext;
import dev.followup.telemetry.LogTime;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/// The log lines of delivery: the outcomes of commands, and the results of whole events. They never contain
/// texts of tasks.
final class DeliveryLog {

    /// For single commands. A laptop's console shows whole events instead.
    private static final Logger LOG = Logger.getLogger("dev.followup.commands");

    private static final Logger EVENTS = Logger.getLogger("dev.followup.events");

    private DeliveryLog() {}

    /// Logs outcomes of commands, each in a line of its own. Commands that are pending for the same reason
    /// share a line: thousands may wait for hours.
    ///
    /// @param reported the refusals and causes that are no news
    static void results(Account account, List<CommandResult> results, ReportedRefusals reported, Instant now) {
        var byOutcome = results.stream()
                .collect(Collectors.groupingBy(CommandResult::outcome, LinkedHashMap::new, Collectors.toList()));
        byOutcome.forEach((outcome, all) -> {
            if (outcome.isPending() && all.size() > 1) {
                try (var _ = LogContext.of("outcome", all.getFirst().word()).with("commandCount", all.size())) {
                    var subject = account.name() + ": " + all.size() + " commands";
                    log(subject, all.getFirst(), isNews(account, outcome, reported, now));
                }
            } else {
                all.forEach(one -> result(account, one, reported, now));
            }
        });
    }

    private static void result(Account account, CommandResult result, ReportedRefusals reported, Instant now) {
        var command = result.command();
        if (result.outcome() instanceof Outcome.Refused(var reason, var _)
                && !reported.isNew(account.name(), command, subject(command), reason, now)) {
            LOG.infof(
                    "%s: %s: rule %s: the CRM refused it again for the same reason; an error is logged once a day",
                    account.name(), subject(command), command.origin().rule());
            return;
        }
        try (var _ = LogContext.of(command).with("outcome", result.word())) {
            log(
                    "%s: %s: rule %s"
                            .formatted(
                                    account.name(),
                                    subject(command),
                                    command.origin().rule()),
                    result,
                    isNews(account, result.outcome(), reported, now));
        }
    }

    /// Logs that the CRM refused a command for one of several tasks.
    static void refusedPart(Account account, TaskCommand part, Outcome.Refused refusal) {
        try (var _ = LogContext.of(part).with("outcome", "refused")) {
            LOG.errorf(
                    "%s: %s: rule %s: the CRM refused this task, but not the others; it is not sent again: %s",
                    account.name(), subject(part), part.origin().rule(), refusal.reason());
        }
    }

    /// Whether an outcome is worth a warning: not if commands of the account wait for the same cause already.
    private static boolean isNews(Account account, Outcome outcome, ReportedRefusals reported, Instant now) {
        return switch (outcome) {
            case Outcome.Deferred deferred -> reported.isNewCause(account.name(), deferred.reason(), now);
            case Outcome.Uncertain uncertain -> reported.isNewCause(account.name(), uncertain.reason(), now);
            default -> true;
        };
    }

    private static void log(String subject, CommandResult result, boolean isNews) {
        switch (result.outcome()) {
            case Outcome.Done done -> LOG.infof("%s: %s %s", subject, tasks(done), verb(result.command()));
            case Outcome.Skipped skipped -> LOG.infof("%s: skipped: %s", subject, skipped.reason());
            case Outcome.Refused refused ->
                LOG.errorf("%s: the CRM refused it, it is not sent again: %s", subject, refused.reason());
            case Outcome.Reassigned(var command, var reason) ->
                LOG.warnf(
                        "%s: the CRM refused the responsible user, the task goes to %s instead: %s",
                        subject,
                        command.responsible().map(user -> "user " + user).orElse("nobody in particular"),
                        reason);
            case Outcome.Deferred deferred
            when isNews -> LOG.warnf("%s: deferred, will be retried: %s", subject, deferred.reason());
            case Outcome.Deferred deferred ->
                LOG.infof("%s: deferred for the same reason, will be retried: %s", subject, deferred.reason());
            case Outcome.Uncertain uncertain
            when isNews -> LOG.warnf("%s: uncertain, will be reconciled: %s", subject, uncertain.reason());
            case Outcome.Uncertain uncertain ->
                LOG.infof("%s: uncertain for the same reason, will be reconciled: %s", subject, uncertain.reason());
            case Outcome.Blocked _ -> {} // logged once for all of them, when the circuit opens
        }
    }

    /// Logs what became of an event none of whose commands is pending any more. What ended in an earlier invocation
    /// only has a line of its own.
    ///
    /// @param results how its commands ended, at least one
    static void finished(Account account, List<CommandResult> results, Instant now) {
        var pending = results.getFirst().pending();
        var cause = pending.cause();
        if (cause == null) {
            return;
        }
        var event = results.getFirst().event();
        var duration = cause.until(now);
        try (var _ = LogContext.of(event, cause).with("durationMs", duration.toMillis())) {
            EVENTS.infof(
                    "%s: %s %s of %s: %splanned after %s, finished after %s: %s",
                    account.name(),
                    cause.entity() == null ? event : cause.entity(),
                    cause.kind(),
                    LogTime.of(cause.time()),
                    cause.storedAt() == null ? "" : "stored after " + LogTime.of(cause.until(cause.storedAt())) + ", ",
                    LogTime.of(cause.until(pending.since())),
                    LogTime.of(duration),
                    results.stream().map(DeliveryLog::shortResult).collect(Collectors.joining("; ")));
        }
    }

    /// The outcome of a command in short, such as `call-new-lead|0 done, task 1003 added`.
    private static String shortResult(CommandResult result) {
        var origin = result.command().origin();
        var action = origin.position() < 0 ? "close-on" : Integer.toString(origin.position());
        return origin.rule() + "|" + action + " " + result.word()
                + (result.outcome() instanceof Outcome.Done done
                        ? ", " + tasks(done) + " " + verb(result.command())
                        : "");
    }

    /// The subject of a command, such as `leads/501`.
    private static String subject(TaskCommand command) {
        return switch (command) {
            case TaskCommand.Create create ->
                create.task().about() == null
                        ? "a task without entity"
                        : create.task().about().toString();
            case TaskCommand.Complete complete -> complete.which().inWords();
            case TaskCommand.Change change -> change.which().inWords();
        };
    }

    /// The tasks that were added or changed, such as `task 1003`.
    private static String tasks(Outcome.Done done) {
        return done.effects().stream().map(effect -> "task " + effect.task()).collect(Collectors.joining(", "));
    }

    private static String verb(TaskCommand command) {
        return switch (command) {
            case TaskCommand.Create _ -> "added";
            case TaskCommand.Complete _ -> "completed";
            case TaskCommand.Change _ -> "changed";
        };
    }
}
