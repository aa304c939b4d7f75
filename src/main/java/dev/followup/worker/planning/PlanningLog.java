package dev.followup.worker.planning;

import dev.followup.event.CrmEvent;
import dev.followup.ledger.Ledger.WriteResult;
import dev.followup.rule.Plan;
import dev.followup.task.TaskCommand;
import dev.followup.telemetry.LogContext;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;

/// The log lines of planning: what the rules make of events, and what was written down.
final class PlanningLog {

    private static final Logger LOG = Logger.getLogger("dev.followup");

    /// From the first quote to the last: what is between them may hold quotes of its own.
    private static final Pattern QUOTED = Pattern.compile("\".*\"", Pattern.DOTALL);

    private PlanningLog() {}

    /// Logs what a rule book makes of an event.
    ///
    /// @param isRecovered whether no webhook reported the event: then it is only worth a line if a rule
    /// answers it
    static void planned(CrmEvent event, Plan plan, boolean isRecovered) {
        try (var _ = LogContext.of(event)) {
            if (plan.drafts().isEmpty() && !event.kind().isScheduled() && !isRecovered) {
                LOG.infof("%s: no rule fires", prefix(event));
            }
            plan.warnings().forEach(warning -> LOG.warnf("%s: %s", prefix(event), unquoted(warning)));
        }
    }

    /// Logs what of a plan is new in the ledger.
    static void written(CrmEvent event, Plan plan, WriteResult written) {
        for (var draft : plan.drafts()) {
            var key = draft.command().key();
            var rule = draft.command().origin().rule();
            try (var _ = LogContext.of(event).with("rule", rule).with("commandKey", key)) {
                if (written.skippedByOnce().contains(key)) {
                    LOG.infof("%s: rule %s has answered before: %s", prefix(event), rule, draft.once());
                }
                if (written.overLimit().contains(key)) {
                    LOG.errorf(
                            "%s: rule %s stopped: it answers no more, at most %s. If it should, raise its at-most",
                            prefix(event), rule, draft.limit());
                }
                written.added().stream()
                        .filter(added -> added.command().key().equals(key))
                        .forEach(added -> LOG.infof("%s: rule %s orders %s", prefix(event), rule, description(added.command())));
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
            case TaskCommand.Complete complete -> complete.which().inWords() + " completed";
            case TaskCommand.Change change -> change.which().inWords() + " changed";
        };
    }

    /// Without what was found in the CRM: a person who may see it can have it explained.
    private static String unquoted(String warning) {
        return QUOTED.matcher(warning).replaceAll("\"…\"");
    }

    private static String prefix(CrmEvent event) {
        var entity = event.entity() == null ? event.key() : event.entity().toString();
        return event.account() + ": " + entity + " " + event.kind();
    }
}
