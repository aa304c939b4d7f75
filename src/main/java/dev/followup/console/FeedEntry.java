package dev.followup.console;

import dev.followup.event.CrmEvent;
import dev.followup.event.EventSubject;
import dev.followup.task.Wait;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// An event that the feed keeps, with what has followed from it so far. The feed guards it.
final class FeedEntry {

    final long id;
    final Map<String, FeedCommand> commands = new LinkedHashMap<>();
    final Map<String, Wait> waits = new HashMap<>();
    CrmEvent event;
    Instant storedAt;
    Map<String, @Nullable Object> facts;
    String words = "";
    List<FeedEvent.Verdict> rules = List.of();
    List<String> warnings = List.of();
    int others;
    int repeats;
    long version;

    FeedEntry(long id, CrmEvent event) {
        this.id = id;
        this.event = event;
        this.storedAt = event.time();
        this.facts = event.facts().document();
    }

    void put(FeedCommand command) {
        commands.put(command.key(), command);
    }

    boolean update(String key, UnaryOperator<FeedCommand> change) {
        return commands.computeIfPresent(key, (_, command) -> change.apply(command)) != null;
    }

    boolean isWaiting(String key) {
        var command = commands.get(key);
        return command != null && command.state() == FeedCommand.State.WAITING;
    }

    FeedEvent shown() {
        return new FeedEvent(
                id,
                version,
                event.account(),
                event.kind().word(),
                event.entity() == null ? null : event.entity().toString(),
                EventSubject.namedOrLinked(event).stream()
                        .map(subject -> subject.type() + "/" + subject.id())
                        .toList(),
                event.time().toString(),
                facts,
                words,
                rules,
                others,
                List.copyOf(commands.values()),
                warnings,
                repeats);
    }
}
