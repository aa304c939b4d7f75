package dev.followup.worker.delivery;

import dev.followup.account.Account;
import dev.followup.event.CrmEvent;
import dev.followup.ledger.Ledger.WriteResult;
import dev.followup.rule.Plan;
import dev.followup.task.Outcome;
import dev.followup.telemetry.LogContext;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/// Tells in the log what happened, what follows from it, and how that ended; never what is written in tasks.
public final class DeliveryLog {

    private static final Logger LOG = Logger.getLogger("dev.followup");

    /// For whole ways: a laptop's console shows the steps as they happen.
    private static final Logger WAYS = Logger.getLogger("dev.followup.events");

    /// From the first quote to the last: what stands between may hold quotes of its own.
    private static final Pattern QUOTED = Pattern.compile("\".*\"", Pattern.DOTALL);

    private DeliveryLog() {}

    /// What a rule book makes of an event.
    public static void planned(CrmEvent event, Plan plan) {
        try (var _ = LogContext.of(event)) {
            if (plan.drafts().isEmpty() && !event.kind().isScheduled()) {
                LOG.infof("%s: no rule fires", of(event));
            }
            plan.warnings().forEach(warning -> LOG.warnf("%s: %s", of(event), unquoted(warning)));
        }
    }

    /// What of it is new on the list.
    public static void written(CrmEvent event, Plan plan, WriteResult written) {
        for (var draft : plan.drafts()) {
            var key = draft.command().key();
            var rule = draft.command().origin().rule();
            try (var _ = LogContext.of(event).with("rule", rule).with("commandKey", key)) {
                if (written.spent().contains(key)) {
                    LOG.infof("%s: rule %s has answered before: %s", of(event), rule, draft.once());
                }
                if (written.stopped().contains(key)) {
                    LOG.errorf(
                            "%s: rule %s stopped: it answers no more, at most %s. If it should, raise its at-most",
                            of(event), rule, draft.limit());
                }
                written.added().stream()
                        .filter(command -> command.key().equals(key))
                        .forEach(command ->
                                LOG.infof("%s: rule %s orders %s", of(event), rule, OrderWords.said(command)));
            }
        }
    }

    /// How orders ended, each in a line of its own. Those that have not, for one and the same reason, share one:
    /// a list of thousands may wait for hours.
    static void ended(Account account, List<CommandResult> ended) {
        var alike = ended.stream()
                .collect(Collectors.groupingBy(CommandResult::outcome, LinkedHashMap::new, Collectors.toList()));
        alike.forEach((outcome, all) -> {
            if (outcome.isPending() && all.size() > 1) {
                try (var _ = LogContext.of("outcome", all.getFirst().word()).with("commandCount", all.size())) {
                    report(account.name() + ": each of " + all.size() + " orders", all.getFirst());
                }
            } else {
                all.forEach(one -> ended(account, one));
            }
        });
    }

    private static void ended(Account account, CommandResult one) {
        var command = one.command();
        try (var _ = LogContext.of(command).with("outcome", one.word())) {
            report(
                    "%s: %s: rule %s"
                            .formatted(
                                    account.name(),
                                    OrderWords.about(command),
                                    command.origin().rule()),
                    one);
        }
    }

    private static void report(String who, CommandResult one) {
        switch (one.outcome()) {
            case Outcome.Done done ->
                LOG.infof("%s: %s %s", who, OrderWords.tasks(done), OrderWords.did(one.command()));
            case Outcome.Skipped skipped -> LOG.infof("%s: not sent: %s", who, skipped.reason());
            case Outcome.Refused refused -> LOG.errorf("%s: the CRM refuses it: %s", who, refused.reason());
            case Outcome.Deferred later -> LOG.warnf("%s: waits: %s", who, later.reason());
            case Outcome.Uncertain uncertain -> LOG.warnf("%s: may have been done: %s", who, uncertain.reason());
            case Outcome.Blocked _ -> {} // told once for all of them, when the account closes
        }
    }

    /// The whole way of an event of whose orders none is left. What ended in an earlier invocation has only a
    /// line of its own.
    ///
    /// @param way how its orders ended, at least one
    static void way(Account account, List<CommandResult> way, Instant now) {
        var entry = way.getFirst().entry();
        var cause = entry.cause();
        if (cause == null) {
            return;
        }
        var took = cause.until(now);
        try (var _ = LogContext.of(way.getFirst().event(), cause).with("durationMs", took)) {
            WAYS.infof(
                    "%s: %s %s of %s: %splanned after %d ms, over after %d ms: %s",
                    account.name(),
                    cause.entity() == null ? way.getFirst().event() : cause.entity(),
                    cause.kind(),
                    cause.time(),
                    cause.storedAt() == null ? "" : "stored after " + cause.until(cause.storedAt()) + " ms, ",
                    cause.until(entry.since()),
                    took,
                    way.stream().map(OrderWords::end).collect(Collectors.joining("; ")));
        }
    }

    /// What could not be done yet, and why.
    public static void waits(Account account, String what, Outcome why) {
        if (!(why instanceof Outcome.Blocked)) {
            LOG.warnf("%s: waits: %s: %s", account.name(), what, why);
        }
    }

    /// Without what was found in the CRM: a person who may see it has it explained.
    private static String unquoted(String warning) {
        return QUOTED.matcher(warning).replaceAll("\"…\"");
    }

    private static String of(CrmEvent event) {
        var about = event.entity() == null ? event.key() : event.entity().toString();
        return event.account() + ": " + about + " " + event.kind();
    }
}
