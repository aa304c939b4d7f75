package dev.followup.worker.planning;

import dev.followup.event.CrmEvent;
import dev.followup.ledger.Ledger.WriteResult;
import dev.followup.rule.Plan;
import dev.followup.task.TaskCommand;
import dev.followup.telemetry.LogContext;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;

/// The log lines of planning: which rules fire for an event, and which commands were written down.
final class PlanningLog {

    private static final Logger LOG = Logger.getLogger("dev.followup");

    /// The text from the first quote to the last: there may be quotes in between.
    private static final Pattern QUOTED = Pattern.compile("\".*\"", Pattern.DOTALL);

    private PlanningLog() {}

    /// Logs the evaluation of the rules for an event.
    ///
    /// @param isRecovered whether no webhook reported the event: then it is logged only if a rule fires
    static void planned(CrmEvent event, Plan plan, boolean isRecovered) {
        try (var _ = LogContext.of(event)) {
            if (plan.drafts().isEmpty() && !event.kind().isScheduled() && !isRecovered) {
                LOG.infof("%s: no rule fires", prefix(event));
            }
            plan.warnings().forEach(warning -> LOG.warnf("%s: %s", prefix(event), unquoted(warning)));
        }
    }

    /// Logs which commands of a plan are new in the ledger, and why others are not.
    static void written(CrmEvent event, Plan plan, WriteResult written) {
        for (var draft : plan.drafts()) {
            var key = draft.command().key();
            var rule = draft.command().origin().rule();
            try (var _ = LogContext.of(event).with("rule", rule).with("commandKey", key)) {
                if (written.skippedByOnce().contains(key)) {
                    LOG.infof(
                            "%s: rule %s ignores it, since it has fired before: %s", prefix(event), rule, draft.once());
                }
                if (written.overLimit().contains(key)) {
                    LOG.errorf(
                            "%s: rule %s reached its limit of %s and ignores the rest."
                                    + " Raise its at-most if this is intended",
                            prefix(event), rule, draft.limit());
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
