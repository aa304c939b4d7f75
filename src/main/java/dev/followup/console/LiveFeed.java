package dev.followup.console;

import dev.followup.account.Accounts;
import dev.followup.event.CrmEvent;
import dev.followup.event.EventSubject;
import dev.followup.explain.Explanation;
import dev.followup.explain.ExplanationBuilder;
import dev.followup.ledger.Ledger.PendingCommand;
import dev.followup.ledger.Ledger.WaitResult;
import dev.followup.ledger.Ledger.WriteResult;
import dev.followup.progress.ProgressListener;
import dev.followup.rule.Plan;
import dev.followup.rule.RuleBook;
import dev.followup.rule.RuleVerdict.Decision;
import dev.followup.rule.store.RuleBookStore;
import dev.followup.task.DraftCommand;
import dev.followup.task.Outcome;
import dev.followup.task.TaskCommand;
import dev.followup.task.TaskEffect;
import dev.followup.task.Wait;
import dev.followup.task.WaitEnd;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

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
    private final Clock clock;

    /// Differs from start to start, so that a reader knows when the numbers begin again.
    private final String run = UUID.randomUUID().toString();

    private final LinkedHashMap<String, Entry> entries = new LinkedHashMap<>();
    private final Map<String, Long> fired = new HashMap<>();
    private long version;
    private long count;
    private boolean isClosed;

    public LiveFeed(Accounts accounts, RuleBookStore books, Clock clock) {
        this.accounts = accounts;
        this.books = books;
        this.clock = clock;
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
                    .map(Entry::shown)
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
                .forEach(added -> entry.put(pending(added, book.orElse(null))));
        plan.drafts()
                .forEach(draft -> ignored(draft, written, book.orElse(null))
                        .filter(ignored -> !entry.commands.containsKey(ignored.key()))
                        .ifPresent(entry::put));
        var waiting = waiting(event, storedAt, book.orElse(null));
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
    public synchronized void sent(List<TaskCommand> commands) {
        commands.forEach(command -> update(command, with(FeedCommand.State.SENT, null)));
    }

    @Override
    public synchronized void concluded(PendingCommand pending, Outcome outcome) {
        update(
                pending.command(),
                switch (outcome) {
                    case Outcome.Done(var effects, var _) ->
                        command -> command.with(step(FeedCommand.State.DONE, null))
                                .with(effects.stream().map(TaskEffect::task).toList());
                    case Outcome.Skipped(var reason) -> with(FeedCommand.State.SKIPPED, reason);
                    case Outcome.Refused(var reason, var _) -> with(FeedCommand.State.REFUSED, reason);
                    case Outcome.Reassigned(var _, var reason) -> with(FeedCommand.State.PENDING, reason);
                    case Outcome.Deferred(var reason, var _) -> with(FeedCommand.State.PENDING, reason);
                    case Outcome.Uncertain(var reason, var _, var _) -> with(FeedCommand.State.SENT, reason);
                    case Outcome.Blocked(var reason) -> with(FeedCommand.State.PENDING, reason);
                });
    }

    @Override
    public synchronized void waitEnded(WaitEnd end, WriteResult written) {
        var wait = end.waiting();
        var entry = entries.get(wait.event().key());
        if (entry == null || !entry.commands.containsKey(wait.key())) {
            return;
        }
        var draft = end.draft();
        var retryAt = end.retryAt();
        if (retryAt != null) {
            entry.update(
                    wait.key(),
                    command -> command.with(new FeedCommand.Step(
                            FeedCommand.State.WAITING,
                            now(),
                            retryAt.toString(),
                            "it could not be asked, and is asked again")));
        } else if (draft == null) {
            entry.update(wait.key(), with(FeedCommand.State.DROPPED, end.reason()));
        } else {
            var book = book(wait.event().account()).orElse(null);
            written.added().stream()
                    .filter(added -> added.command().key().equals(wait.key()))
                    .findFirst()
                    .ifPresentOrElse(
                            added -> {
                                var next = pending(added, book);
                                entry.update(
                                        wait.key(),
                                        command -> next.work() == null ? command : command.with(next.work()));
                                next.steps().forEach(step -> entry.update(wait.key(), command -> command.with(step)));
                            },
                            () -> ignored(draft, written, book)
                                    .ifPresent(next -> entry.update(
                                            wait.key(),
                                            command -> command.with(next.steps().getLast()))));
        }
        changed(entry);
    }

    private void waits(Entry entry, WaitResult result, Map<String, Explanation.Command> waiting) {
        switch (result.kind()) {
            case BEGAN ->
                result.waits().forEach(wait -> {
                    entry.waits.put(wait.key(), wait);
                    entry.put(new FeedCommand(
                            wait.key(),
                            name(wait.event().account(), wait.origin().rule()),
                            waiting.get(wait.key()),
                            List.of(new FeedCommand.Step(
                                    FeedCommand.State.WAITING,
                                    now(),
                                    wait.retryAt().toString(),
                                    null)),
                            List.of()));
                });
            case STOPPED -> drop(result, entry, entry.event.kind() + " stopped it");
            case REPLACED -> drop(result, entry, "the rule waits anew, since the same happened again");
            case WAITS_ALREADY, STOPPED_BEFORE, ONCE, TOO_MANY -> {} // the words of the event say so
        }
    }

    /// Drops what waited for the same.
    private void drop(WaitResult result, Entry by, String reason) {
        for (var entry : List.copyOf(entries.values())) {
            entry.waits.values().stream()
                    .filter(wait -> !wait.event().key().equals(by.event.key()))
                    .filter(wait -> wait.origin().rule().equals(result.rule())
                            && wait.subject().equals(result.subject()))
                    .filter(wait -> entry.isWaiting(wait.key()))
                    .toList()
                    .forEach(wait -> {
                        entry.update(wait.key(), with(FeedCommand.State.DROPPED, reason));
                        changed(entry);
                    });
        }
    }

    /// What waits for an event, as it would be if nothing changed until then, by the commands' keys.
    private static Map<String, Explanation.Command> waiting(CrmEvent event, Instant storedAt, @Nullable RuleBook book) {
        var waiting = new HashMap<String, Explanation.Command>();
        if (book != null) {
            var describer = new ExplanationBuilder(book);
            book.explain(event, storedAt)
                    .waiting()
                    .forEach(one -> waiting.put(one.draft().command().key(), describer.describe(one.draft())));
        }
        return waiting;
    }

    private FeedCommand pending(PendingCommand added, @Nullable RuleBook book) {
        var command = added.command();
        var steps = new ArrayList<FeedCommand.Step>();
        steps.add(step(FeedCommand.State.PENDING, null));
        if (added.sent() != null) {
            steps.add(step(FeedCommand.State.SENT, null));
        }
        return command(DraftCommand.of(command), book, steps);
    }

    private static FeedCommand command(DraftCommand draft, @Nullable RuleBook book, List<FeedCommand.Step> steps) {
        var work = book == null ? null : new ExplanationBuilder(book).describe(draft);
        var command = draft.command();
        return new FeedCommand(
                command.key(), work == null ? command.origin().rule() : work.rule(), work, steps, List.of());
    }

    /// A command that is not written down, with the reason; empty if it is.
    private Optional<FeedCommand> ignored(DraftCommand draft, WriteResult written, @Nullable RuleBook book) {
        var key = draft.command().key();
        if (written.added().stream().anyMatch(added -> added.command().key().equals(key))) {
            return Optional.empty();
        }
        var reason = written.skippedByOnce().contains(key)
                ? "the rule has fired before: " + draft.once()
                : written.overLimit().contains(key)
                        ? "the rule has reached its limit of " + draft.limit()
                        : "it was planned before, or an event has ended it";
        return Optional.of(command(draft, book, List.of(step(FeedCommand.State.IGNORED, reason))));
    }

    private UnaryOperator<FeedCommand> with(FeedCommand.State state, @Nullable String reason) {
        return command -> command.with(step(state, reason));
    }

    private FeedCommand.Step step(FeedCommand.State state, @Nullable String reason) {
        return new FeedCommand.Step(state, now(), null, reason);
    }

    private void update(TaskCommand command, UnaryOperator<FeedCommand> change) {
        var entry = entries.get(command.origin().event());
        if (entry != null && entry.update(command.key(), change)) {
            changed(entry);
        }
    }

    private Entry entry(CrmEvent event) {
        return entries.computeIfAbsent(event.key(), _ -> new Entry(++count, event));
    }

    private void changed(Entry entry) {
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

    private String name(String account, String rule) {
        return book(account).map(book -> book.name(rule)).orElse(rule);
    }

    private String now() {
        return clock.instant().toString();
    }

    private static String word(Decision decision) {
        return decision.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /// An event that is kept.
    private static final class Entry {

        private final long id;
        private final Map<String, FeedCommand> commands = new LinkedHashMap<>();
        private final Map<String, Wait> waits = new HashMap<>();
        private CrmEvent event;
        private Instant storedAt;
        private Map<String, @Nullable Object> facts;
        private String words = "";
        private List<FeedEvent.Verdict> rules = List.of();
        private List<String> warnings = List.of();
        private int others;
        private int repeats;
        private long version;

        Entry(long id, CrmEvent event) {
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
}
