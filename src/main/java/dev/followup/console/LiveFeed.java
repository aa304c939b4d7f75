package dev.followup.console;

import dev.followup.account.Accounts;
import dev.followup.event.CrmEvent;
import dev.followup.explain.Explanation;
import dev.followup.ledger.Ledger.PendingCommand;
import dev.followup.ledger.Ledger.WaitResult;
import dev.followup.ledger.Ledger.WriteResult;
import dev.followup.progress.ProgressListener;
import dev.followup.rule.Plan;
import dev.followup.rule.RuleBook;
import dev.followup.rule.RuleVerdict.Decision;
import dev.followup.rule.store.RuleBookStore;
import dev.followup.task.Outcome;
import dev.followup.task.TaskCommand;
import dev.followup.task.TaskEffect;
import dev.followup.task.WaitEnd;
import java.time.Clock;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;

/// The feed of the page: the latest events with the verdicts of the rules and the ways of their commands. It keeps so
/// many events and counts the rest, so that a thousand events cost no more than a few hundred.
///
/// Each change gives an event a new version. A reader asks for what is newer than the last version that it has
/// seen: a late one gets everything that is kept, a slow one skips what was between.
public final class LiveFeed implements ProgressListener {

    /// How many events are kept.
    static final int KEPT = 200;

    private final Accounts accounts;
    private final RuleBookStore books;
    private final FeedCommands commands;

    /// Differs from start to start, so that a reader knows when the numbers begin again.
    private final String run = UUID.randomUUID().toString();

    private final LinkedHashMap<String, FeedEntry> entries = new LinkedHashMap<>();
    private final Map<String, Long> fired = new HashMap<>();
    private long version;
    private long count;
    private boolean isClosed;

    public LiveFeed(Accounts accounts, RuleBookStore books, Clock clock) {
        this.accounts = accounts;
        this.books = books;
        this.commands = new FeedCommands(clock);
    }

    /// What is new to a reader.
    ///
    /// @param run of the feed
    /// @param version the newest version
    /// @param dropped how many events are not kept any more
    /// @param events in the order of their versions
    record News(String run, long version, long dropped, List<FeedEvent> events) {}

    String run() {
        return run;
    }

    /// The events that are newer than a version, as soon as there are any, or none after some time.
    News after(long seen, long millis) throws InterruptedException {
        synchronized (this) {
            long left = millis;
            long until = System.nanoTime() + millis * 1_000_000;
            while (version <= seen && left > 0 && !isClosed) {
                wait(left);
                left = (until - System.nanoTime()) / 1_000_000;
            }
            var news = entries.values().stream()
                    .filter(entry -> entry.version > seen)
                    .sorted(Comparator.comparingLong(entry -> entry.version))
                    .map(FeedEntry::shown)
                    .toList();
            return new News(run, version, count - entries.size(), news);
        }
    }

    /// How often each rule has fired since the start, by the rules' names.
    synchronized Map<String, Long> fired() {
        return Map.copyOf(fired);
    }

    /// An event that is kept, as the rules saw it.
    synchronized Optional<Replayable> find(long id) {
        return entries.values().stream()
                .filter(entry -> entry.id == id)
                .findFirst()
                .map(entry -> new Replayable(entry.event, entry.storedAt));
    }

    /// An event that can be put to other rules.
    ///
    /// @param storedAt when the inbox stored its message
    record Replayable(CrmEvent event, Instant storedAt) {}

    synchronized boolean isClosed() {
        return isClosed;
    }

    /// Lets waiting readers go.
    public synchronized void close() {
        isClosed = true;
        notifyAll();
    }

    @Override
    public synchronized void planned(CrmEvent event, Instant storedAt, Plan plan, WriteResult written, String words) {
        var entry = entry(event);
        var isNew = entry.rules.isEmpty();
        entry.event = event;
        entry.storedAt = storedAt;
        entry.words = words;
        entry.facts = plan.facts().document();
        entry.warnings = plan.warnings();
        entry.rules = plan.verdicts().stream()
                .map(verdict -> new FeedEvent.Verdict(verdict.rule(), word(verdict.decision()), verdict.reason()))
                .toList();
        var book = book(event.account());
        entry.others = book.map(found -> found.names().size()).orElse(0) - entry.rules.size();
        if (isNew) {
            plan.verdicts().stream()
                    .filter(verdict -> verdict.decision() == Decision.FIRES)
                    .forEach(verdict -> fired.merge(verdict.rule(), 1L, Long::sum));
        }
        written.added().stream()
                .filter(added -> added.command().origin().event().equals(event.key()))
                .forEach(added -> entry.put(commands.pending(added, book.orElse(null))));
        plan.drafts()
                .forEach(draft -> commands.ignored(draft, written, book.orElse(null))
                        .filter(ignored -> !entry.commands.containsKey(ignored.key()))
                        .ifPresent(entry::put));
        var waiting = FeedCommands.waiting(event, storedAt, book.orElse(null));
        written.waits().stream()
                .filter(result -> result.event().equals(event.key()))
                .forEach(result -> waits(entry, result, waiting));
        changed(entry);
    }

    @Override
    public synchronized void notPlanned(CrmEvent event, String words) {
        var known = entries.get(event.key());
        if (known == null) {
            var entry = entry(event);
            entry.words = words;
            changed(entry);
        } else {
            known.repeats++;
            changed(known);
        }
    }

    @Override
    public synchronized void sent(List<TaskCommand> all) {
        all.forEach(command -> update(command.key(), commands.with(FeedCommand.State.SENT, null)));
    }

    @Override
    public synchronized void concluded(PendingCommand pending, Outcome outcome) {
        update(
                pending.command().key(),
                switch (outcome) {
                    case Outcome.Done(var effects, var _) ->
                        command -> command.with(commands.step(FeedCommand.State.DONE, null))
                                .with(effects.stream().map(TaskEffect::task).toList());
                    case Outcome.Skipped(var reason) -> commands.with(FeedCommand.State.SKIPPED, reason);
                    case Outcome.Refused(var reason, var _) -> commands.with(FeedCommand.State.REFUSED, reason);
                    case Outcome.Reassigned(var _, var reason) -> commands.with(FeedCommand.State.PENDING, reason);
                    case Outcome.Deferred(var reason, var _) -> commands.with(FeedCommand.State.PENDING, reason);
                    case Outcome.Uncertain(var reason, var _, var _) -> commands.with(FeedCommand.State.SENT, reason);
                    case Outcome.Blocked(var reason) -> commands.with(FeedCommand.State.PENDING, reason);
                });
    }

    @Override
    public synchronized void dateReached(CrmEvent event, Instant askedAt, WriteResult written) {
        book(event.account())
                .ifPresent(book ->
                        planned(event, askedAt, book.plan(event, askedAt), written, "the time of this date has come"));
    }

    @Override
    public synchronized void waitEnded(WaitEnd end, WriteResult written) {
        var wait = end.waiting();
        var draft = end.draft();
        var retryAt = end.retryAt();
        if (retryAt != null) {
            var step = commands.waitingUntil(retryAt, "it could not be asked, and is asked again");
            update(wait.key(), command -> command.with(step));
        } else if (draft == null) {
            update(wait.key(), commands.with(FeedCommand.State.DROPPED, end.reason()));
        } else {
            var book = book(wait.event().account()).orElse(null);
            written.added().stream()
                    .filter(added -> added.command().key().equals(wait.key()))
                    .map(added -> commands.pending(added, book))
                    .findFirst()
                    .or(() -> commands.ignored(draft, written, book))
                    .ifPresent(next -> update(wait.key(), command -> command.followedBy(next)));
        }
    }

    private void waits(FeedEntry entry, WaitResult result, Map<String, Explanation.Command> waiting) {
        switch (result.kind()) {
            case BEGAN ->
                result.waits().forEach(wait -> {
                    entry.waits.put(wait.key(), wait);
                    entry.put(commands.waiting(
                            wait,
                            waiting.get(wait.key()),
                            book(wait.event().account()).orElse(null)));
                });
            case STOPPED -> drop(result, entry, entry.event.kind() + " stopped it");
            case REPLACED -> drop(result, entry, "the rule waits anew, since the same happened again");
            case WAITS_ALREADY, STOPPED_BEFORE, ONCE, TOO_MANY -> {} // the words of the event say so
        }
    }

    /// Drops what waited for the same.
    private void drop(WaitResult result, FeedEntry by, String reason) {
        for (var entry : List.copyOf(entries.values())) {
            entry.waits.values().stream()
                    .filter(wait -> !wait.event().key().equals(by.event.key()))
                    .filter(wait -> wait.origin().rule().equals(result.rule())
                            && wait.subject().equals(result.subject()))
                    .filter(wait -> entry.isWaiting(wait.key()))
                    .toList()
                    .forEach(wait -> {
                        entry.update(wait.key(), commands.with(FeedCommand.State.DROPPED, reason));
                        changed(entry);
                    });
        }
    }

    /// Changes a command wherever it is shown: at its event, and, if it waits for a date, at those that reported it.
    private void update(String key, UnaryOperator<FeedCommand> change) {
        for (var entry : List.copyOf(entries.values())) {
            if (entry.update(key, change)) {
                changed(entry);
            }
        }
    }

    private FeedEntry entry(CrmEvent event) {
        return entries.computeIfAbsent(event.key(), _ -> new FeedEntry(++count, event));
    }

    private void changed(FeedEntry entry) {
        version++;
        entry.version = version;
        if (entries.size() > KEPT) {
            entries.pollFirstEntry();
        }
        notifyAll();
    }

    private Optional<RuleBook> book(String account) {
        return accounts.find(account).map(books::of);
    }

    private static String word(Decision decision) {
        return decision.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
