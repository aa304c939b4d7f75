package dev.followup.chaos;

import dev.followup.event.CrmEvent;
import dev.followup.rule.RuleBook;
import dev.followup.rule.SandboxRules;
import dev.followup.task.TaskCommand;
import dev.followup.webhook.WebhookContent;
import dev.followup.webhook.WebhookReader;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// The tasks that must exist in the end by the rules for the sandbox, which are pure and so can be evaluated
/// here too.
///
/// @param events the number of events
/// @param tasks the tasks that must exist
/// @param reassigned for how many of them the CRM refuses the responsible user whom the rule names first
record ExpectedTasks(int events, List<TaskFingerprint> tasks, int reassigned) {

    private static final WebhookReader READER = new WebhookReader();

    /// The tasks that webhooks must cause.
    static ExpectedTasks of(String account, List<String> webhooks) {
        var book = SandboxRules.book();
        var events = new LinkedHashMap<String, CrmEvent>();
        webhooks.forEach(webhook -> read(account, webhook).forEach(event -> events.put(event.key(), event)));
        var tasks = new ArrayList<TaskFingerprint>();
        int reassigned = 0;
        for (var event : events.values()) {
            for (var command : commands(book, event)) {
                if (isRefused(command)) {
                    reassigned++;
                    tasks.add(TaskFingerprint.of(account, (TaskCommand.Create)
                            command.reassigned().orElseThrow()));
                } else {
                    tasks.add(TaskFingerprint.of(account, command));
                }
            }
        }
        return new ExpectedTasks(events.size(), List.copyOf(tasks), reassigned);
    }

    /// The commands that add tasks. Completing others changes nothing about which tasks exist.
    private static List<TaskCommand.Create> commands(RuleBook book, CrmEvent event) {
        return book.plan(event).commands().stream()
                .flatMap(command -> command instanceof TaskCommand.Create create ? Stream.of(create) : Stream.empty())
                .toList();
    }

    private static boolean isRefused(TaskCommand command) {
        return command.responsible().equals(Optional.of(WorkloadGenerator.DEACTIVATED_USER));
    }

    private static List<CrmEvent> read(String account, String webhook) {
        return switch (READER.read(account, webhook, Instant.now())) {
            case WebhookContent.Events reading -> reading.events();
            case WebhookContent.Refused refused -> throw new IllegalStateException(refused.reason());
        };
    }
}
