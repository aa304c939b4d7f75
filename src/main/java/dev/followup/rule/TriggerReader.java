package dev.followup.rule;

import dev.followup.rule.action.ReadContext;
import dev.followup.rule.time.CronScheduleReader;
import dev.followup.yaml.YamlMapping;

/// Reads what sets a rule off: `when`, or `every` with `tasks`.
final class TriggerReader {

    private TriggerReader() {}

    /// The trigger of a rule. What is wrong is noted.
    ///
    /// @param rule the keys of the rule
    /// @param book what the book lets its rules refer to
    static Trigger read(YamlMapping rule, ReadContext book) {
        var when = rule.optional("when").map(Trigger::read);
        var every = rule.optional("every");
        var tasks = rule.optional("tasks");
        var search = tasks.map(found -> TaskSearchReader.read(found, book.types()));
        var schedule = every.flatMap(found -> CronScheduleReader.read(found, book.zone()));
        if (when.isPresent() && every.isPresent()) {
            every.get().object("found \"every\" beside \"when\", expected one of them");
        }
        if (when.isEmpty() && every.isEmpty() && !rule.values().isEmpty()) {
            rule.mapping().object("found neither \"when\" nor \"every\", expected one of them");
        }
        if (tasks.isPresent() && every.isEmpty()) {
            tasks.get().object("found \"tasks\" without \"every\", expected it in rules that run by the clock only");
        }
        return when.or(() -> every.map(
                        found -> Trigger.scheduled(schedule.orElse(null), search.orElse(null), found.position())))
                .orElseGet(() -> Trigger.unknown(rule.mapping().position()));
    }
}
