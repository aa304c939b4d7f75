package dev.followup.worker.planning;

import dev.followup.account.Account;
import dev.followup.event.CrmEvent;
import dev.followup.ledger.Ledger.WriteResult;
import dev.followup.rule.Plan;
import dev.followup.task.TaskCommand;
import dev.followup.telemetry.LineLimit;
import dev.followup.telemetry.LogContext;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;

/// The log lines of planning: which rules fire for an event, and which commands were written down.
final class PlanningLog {

    private static final Logger LOG = Logger.getLogger("dev.followup");

    /// The text from the first quote to the last: there may be quotes in between.
    private static final Pattern QUOTED = Pattern.compile("\".*\"", Pattern.DOTALL);

    private static final Pattern NUMBER = Pattern.compile("\\d+");

    private PlanningLog() {}

    /// Logs the evaluation of the rules for an event.
    ///
    /// @param isRecovered whether no webhook reported the event: then it is logged only if a rule fires
    /// @param warnings how many warnings that differ in numbers only are logged
    static void planned(CrmEvent event, Plan plan, boolean isRecovered, LineLimit warnings) {
        try (var _ = LogContext.of(event)) {
            if (plan.drafts().isEmpty() && !event.kind().isScheduled() && !isRecovered) {
                LOG.infof("%s: no rule fires", prefix(event));
            }
            for (var warning : plan.warnings()) {
                var words = unquoted(warning);
                warnings.log(NUMBER.matcher(words).replaceAll("…"), () -> LOG.warnf("%s: %s", prefix(event), words));
            }
        }
    }

    /// Logs how many warnings were left out.
    static void notLogged(Account account, LineLimit warnings) {
        warnings.logRest(
                (kind, count) -> LOG.warnf("%s: %d more events of this batch with: %s", account.name(), count, kind));
    }

    /// Logs which commands of a plan are new in the ledger, and why others are not.
    ///
    /// @param overLimit how many events over its limit are logged for a rule
    static void written(CrmEvent event, Plan plan, WriteResult written, LineLimit overLimit) {
        for (var draft : plan.drafts()) {
            var key = draft.command().key();
            var rule = draft.command().origin().rule();
            try (var _ = LogContext.of(event).with("rule", rule).with("commandKey", key)) {
                if (written.skippedByOnce().contains(key)) {
                    LOG.infof(
                            "%s: rule %s ignores it, since it has fired before: %s", prefix(event), rule, draft.once());
                }
                if (written.overLimit().contains(key)) {
                    overLimit.log(
                            rule,
                            () -> LOG.errorf(
                                    "%s: rule %s reached its limit of %s and ignores the rest."
                                            + " Raise its at-most if this is intended",
                                    prefix(event), rule, draft.limit()));
                }
                written.added().stream()
                        .filter(added -> added.command().key().equals(key))
                        .forEach(added ->
                                LOG.infof("%s: rule %s plans %s", prefix(event), rule, description(added.command())));
            }
        }
    }

    /// A command in words, such as `a task due 2026-11-21T22:10:40Z for user 101`.
    private static String description(TaskCommand command) {
        return switch (command) {
            case TaskCommand.Create create ->
                "a task due " + create.task().due()
                        + (create.task().responsible() == null
                                ? ""
                                : " for user " + create.task().responsible());
            case TaskCommand.Complete complete ->
                "completion of " + complete.which().inWords();
            case TaskCommand.Change change -> "a change of " + change.which().inWords();
        };
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
