package dev.followup.ledger;

import dev.followup.ledger.JournalEntry.Planned;
import dev.followup.ledger.JournalEntry.Remark;
import dev.followup.ledger.Ledger.WaitResult;
import dev.followup.ledger.Ledger.WriteResult;
import dev.followup.task.DraftCommand;
import dev.followup.task.WaitEnd;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What followed from events when work was written: the commands that were planned, and what the ledger decided
/// about the others.
public final class EventSequels {

    private final Map<String, DraftCommand> drafts;
    private final Instant now;
    private final Map<String, List<Planned>> planned = new LinkedHashMap<>();
    private final Map<String, List<Remark>> remarks = new LinkedHashMap<>();

    /// What followed from planned work.
    ///
    /// @param written the result of writing it
    /// @param now when it was written
    public EventSequels(PlannedWork work, WriteResult written, Instant now) {
        this.drafts = Stream.concat(
                        work.drafts().stream(),
                        work.ended().stream().map(WaitEnd::draft).filter(Objects::nonNull))
                .collect(Collectors.toMap(draft -> draft.command().key(), Function.identity(), (first, _) -> first));
        this.now = now;
        for (var added : written.added()) {
            var command = added.command();
            planned.computeIfAbsent(command.origin().event(), _ -> new ArrayList<>())
                    .add(new Planned(command, now, null));
            var draft = drafts.get(command.key());
            if (draft != null) {
                draft.passedOver().forEach(words -> remark(draft, words));
                if (!draft.rotation().isEmpty()) {
                    command.responsible().ifPresent(user -> remark(draft, "user " + user + " is next in turn"));
                }
            }
        }
        drafts(written.skippedByOnce()).forEach(draft -> remark(draft, draft.ruledOutByOnce()));
        drafts(written.overLimit()).forEach(draft -> remark(draft, draft.ruledOutByLimit()));
        for (var end : work.ended()) {
            if (end.isDropped()) {
                add(end.waiting().origin().event(), Remark.of(end, now));
            } else if (end.draft() != null) {
                remark(
                        end.draft(),
                        "is asked again, now that its time has come. It waited",
                        end.waiting().due());
            }
        }
        written.waits().forEach(this::remark);
    }

    private Stream<DraftCommand> drafts(Collection<String> keys) {
        return keys.stream().sorted().flatMap(key -> Stream.ofNullable(drafts.get(key)));
    }

    private void remark(DraftCommand draft, String words) {
        remark(draft, words, null);
    }

    private void remark(DraftCommand draft, String words, @Nullable Instant until) {
        var origin = draft.command().origin();
        add(origin.event(), new Remark(origin.rule(), now, words, until));
    }

    private void remark(WaitResult result) {
        if (result.waits().isEmpty()) {
            add(result.event(), new Remark(result.rule(), now, result.words(), null));
        }
        result.waits()
                .forEach(wait -> add(result.event(), new Remark(result.rule(), now, result.words(), wait.retryAt())));
    }

    private void add(String event, Remark remark) {
        remarks.computeIfAbsent(event, _ -> new ArrayList<>()).add(remark);
    }

    /// An entry with what followed from its event.
    public JournalEntry addTo(JournalEntry entry) {
        var key = entry.event().key();
        return entry.with(planned.getOrDefault(key, List.of()), remarks.getOrDefault(key, List.of()));
    }
}
