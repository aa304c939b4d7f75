package dev.followup.chaos;

import dev.followup.event.CrmEvent;
import dev.followup.rule.RuleBook;
import dev.followup.rule.RuleBookReader;
import dev.followup.task.TaskOrder;
import dev.followup.webhook.Reading;
import dev.followup.webhook.WebhookReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.stream.Stream;

/// What must be there in the end, by the shipped rules: they are pure, so that anybody may ask them.
///
/// @param events how many there are
/// @param tasks what the CRM takes
/// @param refused how many orders it refuses
record Expected(int events, List<TaskLine> tasks, int refused) {

    private static final WebhookReader READER = new WebhookReader();
    private static final Path RULES = Path.of("src/main/resources/rules.yaml");

    /// What follows from hooks.
    static Expected of(String account, List<String> hooks) throws IOException {
        var book = RuleBookReader.read("rules.yaml", Files.readString(RULES));
        var events = new LinkedHashMap<String, CrmEvent>();
        hooks.forEach(hook -> read(account, hook).forEach(event -> events.put(event.key(), event)));
        var tasks = new ArrayList<TaskLine>();
        int refused = 0;
        for (var event : events.values()) {
            for (var order : orders(book, event)) {
                var line = TaskLine.of(account, order);
                if (line.responsible() == Story.GONE) {
                    refused++;
                } else {
                    tasks.add(line);
                }
            }
        }
        return new Expected(events.size(), List.copyOf(tasks), refused);
    }

    /// The tasks to add. Whether others are completed makes no difference to which are there.
    private static List<TaskOrder.Create> orders(RuleBook book, CrmEvent event) {
        return book.plan(event).orders().stream()
                .flatMap(order -> order instanceof TaskOrder.Create create ? Stream.of(create) : Stream.empty())
                .toList();
    }

    private static List<CrmEvent> read(String account, String hook) {
        return switch (READER.read(account, hook, Instant.now())) {
            case Reading.Events reading -> reading.events();
            case Reading.Refused refused -> throw new IllegalStateException(refused.reason());
        };
    }
}
