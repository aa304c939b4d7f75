package dev.followup.rule;

import dev.followup.directory.Directory;
import dev.followup.directory.DirectoryNames;
import dev.followup.directory.NameUse;
import dev.followup.event.CrmEvent;
import dev.followup.event.EntityRef;
import dev.followup.event.EventKind;
import dev.followup.event.EventSubject;
import dev.followup.rule.fact.CustomFields;
import dev.followup.rule.fact.MissingFacts;
import dev.followup.rule.person.Attendance;
import dev.followup.rule.person.People;
import dev.followup.rule.time.WorkingTime;
import dev.followup.task.Absence;
import dev.followup.task.DraftCommand;
import dev.followup.task.Wait;
import dev.followup.task.WaitRequest;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The rule book, read and checked. Pure: the same event always gives the same plan. Made by a
/// `RuleBookReader`.
public final class RuleBook {

    /// Whether the event happened in the working time of the book.
    static final String WORKING_TIME = "event.working-time";

    private final ZoneId zone;
    private final CustomFields fields;
    private final @Nullable WorkingTime workingTime;
    private final People people;
    private final List<Rule> rules;

    /// The absences that nobody knew when the book was written.
    private final List<Absence> known;

    /// When it decides who gets a task; `null` for when the event was heard.
    private final @Nullable Instant now;

    private final Set<NameUse> uses;
    private final Directory directory;
    private final Map<EventKind, List<Rule>> byKind;

    /// The rules that an event of a kind triggers, and those whose waits it may stop, or move to another date.
    private final Map<EventKind, List<Rule>> listening;

    private final Map<String, Rule> byKey;

    RuleBook(
            ZoneId zone,
            CustomFields fields,
            @Nullable WorkingTime workingTime,
            People people,
            List<Rule> rules,
            DirectoryNames names) {
        this.zone = zone;
        this.fields = fields;
        this.workingTime = workingTime;
        this.people = people;
        this.rules = List.copyOf(rules);
        this.known = List.of();
        this.now = null;
        this.byKind = new EnumMap<>(EventKind.class);
        this.listening = new EnumMap<>(EventKind.class);
        this.uses = Collections.unmodifiableSet(new LinkedHashSet<>(names.uses()));
        this.directory = names.used();
        for (var rule : rules) {
            for (var kind : rule.trigger().kinds()) {
                byKind.computeIfAbsent(kind, _ -> new ArrayList<>()).add(rule);
            }
            Stream.of(rule.trigger().kinds(), rule.waiting().stopKinds(), rule.dateKinds())
                    .flatMap(Set::stream)
                    .distinct()
                    .forEach(kind -> listening
                            .computeIfAbsent(kind, _ -> new ArrayList<>())
                            .add(rule));
        }
        this.byKey = this.rules.stream()
                .collect(Collectors.toUnmodifiableMap(Rule::key, Function.identity(), (first, _) -> first));
    }

    private RuleBook(RuleBook book, List<Absence> known, @Nullable Instant now) {
        this.zone = book.zone;
        this.fields = book.fields;
        this.workingTime = book.workingTime;
        this.people = book.people;
        this.rules = book.rules;
        this.uses = book.uses;
        this.directory = book.directory;
        this.byKind = book.byKind;
        this.listening = book.listening;
        this.byKey = book.byKey;
        this.known = List.copyOf(known);
        this.now = now;
    }

    /// The same book with absences that nobody knew when it was written.
    ///
    /// @param absences of its people; those of others are ignored
    /// @param decidedAt when it decides who gets a task; `null` for when the event was heard
    public RuleBook knowing(List<Absence> absences, @Nullable Instant decidedAt) {
        return new RuleBook(this, absences, decidedAt);
    }

    /// The people of the book.
    public People people() {
        return people;
    }

    private Attendance attendance(Instant heardAt) {
        return new Attendance(people, known, now == null ? heardAt : now);
    }

    /// The event with what the book makes of its facts: the names of custom fields, and whether it happened in
    /// working time.
    private CrmEvent seen(CrmEvent event, Consumer<String> warnings) {
        var seen = fields.in(event, warnings);
        return workingTime == null || event.facts().at(WORKING_TIME).isPresent()
                ? seen
                : seen.knowing(
                        WORKING_TIME.substring(0, WORKING_TIME.indexOf('.')),
                        Map.of(WORKING_TIME.substring(WORKING_TIME.indexOf('.') + 1), workingTime.holds(event.time())));
    }

    /// The plan for an event that is heard at once, whose facts are complete.
    public Plan plan(CrmEvent event) {
        return plan(event, event.time());
    }

    /// The plan for an event whose facts are complete. Only rules that listen to its kind of event are asked.
    ///
    /// @param storedAt when the inbox stored the event's message
    public Plan plan(CrmEvent event, Instant storedAt) {
        return new Planning(event, storedAt)
                .plan(listeners(event.kind()), (rule, seen) -> rule.verdict(seen, storedAt));
    }

    /// The plan with the verdict of every rule in the book, before missing facts are fetched, for an event that is
    /// heard at once.
    public Plan explain(CrmEvent event) {
        return explain(event, event.time());
    }

    /// The plan with the verdict of every rule in the book, before missing facts are fetched.
    ///
    /// @param storedAt when the inbox stored the event's message
    public Plan explain(CrmEvent event, Instant storedAt) {
        return new Planning(event, storedAt)
                .explain(rules, (rule, seen) -> rule.verdict(seen, storedAt, MissingFacts.of(seen)));
    }

    /// Whether a rule may answer an event once its missing facts are fetched: by a command, a wait or the end of one.
    public boolean mayAnswer(CrmEvent event) {
        var seen = seen(event, _ -> {});
        var missing = MissingFacts.of(seen);
        return listeners(event.kind()).stream().anyMatch(rule -> rule.mayAnswer(seen, missing));
    }

    /// What an action that waited is to do now that its time has come.
    ///
    /// @param rule the key of the rule
    /// @param position the index of the action in the rule
    /// @param event the event with the facts of now, at the time that has come
    /// @param warnings receives what is missing or doubtful
    public WaitVerdict ask(String rule, int position, CrmEvent event, Consumer<String> warnings) {
        var found = byKey.get(rule);
        if (found == null) {
            return new WaitVerdict.RuleGone();
        }
        return found.waiting().waitsAt(position, event.kind())
                ? found.waiting().ask(position, seen(event, warnings), attendance(event.time()), warnings)
                : new WaitVerdict.ActionGone();
    }

    /// The date of next year for which a rule waits after this year's has been reached; empty if it waits for none.
    ///
    /// @param rule the key of the rule
    /// @param event the event with the facts of now, at the time that has come
    public Optional<WaitRequest.Follow> next(String rule, CrmEvent event) {
        return Optional.ofNullable(byKey.get(rule))
                .flatMap(found -> found.waiting().next(seen(event, _ -> {})));
    }

    /// What a rule on a date is to wait for because of an entity that was found in the CRM: for its date, as after a
    /// webhook that reports it. Empty if the entity has none.
    ///
    /// @param rule the key of the rule
    /// @param entity an event that names the entity and has all its facts
    /// @param foundAt when it was found
    /// @param isFirst whether the rule looks at what is in the CRM for the first time: what should have
    /// fired before then never fires
    public Optional<WaitRequest.Follow> follow(String rule, CrmEvent entity, Instant foundAt, boolean isFirst) {
        return Optional.ofNullable(byKey.get(rule))
                .flatMap(found -> found.waiting().follow(seen(entity, _ -> {}), foundAt, isFirst));
    }

    /// The entities to fetch before an action that waited can be asked; none if there is no such action any more.
    ///
    /// @param rule the key of the rule
    /// @param position the index of the action in the rule
    public Set<EntityRef.Type> missingToAsk(String rule, int position, CrmEvent event) {
        var found = byKey.get(rule);
        if (found == null || !found.waiting().waitsAt(position, event.kind())) {
            return Set.of();
        }
        var seen = seen(event, _ -> {});
        return found.waiting().missingToAsk(position, seen, MissingFacts.of(seen));
    }

    /// The events that stop what a rule waits for, in words.
    ///
    /// @param rule the key of the rule
    public List<String> stopWords(String rule) {
        return Optional.ofNullable(byKey.get(rule))
                .map(Rule::waiting)
                .map(RuleWaits::stopWords)
                .orElse(List.of());
    }

    /// The events that close the task of an action, in words.
    ///
    /// @param rule the key of the rule
    /// @param position the index of the action in the rule
    public List<String> closeWords(String rule, int position) {
        return Optional.ofNullable(byKey.get(rule))
                .map(found -> found.waiting().closeWords(position))
                .orElse(List.of());
    }

    /// The keys of a rule whose conditions are asked again when the time of an action has come.
    ///
    /// @param rule the key of the rule
    public List<String> askedAgain(String rule) {
        return Optional.ofNullable(byKey.get(rule))
                .map(Rule::waiting)
                .map(RuleWaits::askedAgain)
                .orElse(List.of());
    }

    /// The kinds of event that stop what a rule waits for.
    ///
    /// @param rule the key of the rule
    public Set<EventKind> stopKinds(String rule) {
        return Optional.ofNullable(byKey.get(rule))
                .map(Rule::waiting)
                .map(RuleWaits::stopKinds)
                .orElse(Set.of());
    }

    /// The kinds of event that begin anew what a rule waits for; none unless it begins anew if its event comes again.
    ///
    /// @param rule the key of the rule
    public Set<EventKind> restartKinds(String rule) {
        return Optional.ofNullable(byKey.get(rule))
                .map(Rule::waiting)
                .map(RuleWaits::restartKinds)
                .orElse(Set.of());
    }

    /// Whether the book has a rule.
    ///
    /// @param key the key of the rule
    public boolean has(String key) {
        return byKey.containsKey(key);
    }

    /// Whether an event whose facts are complete stops what waits, or closes what it would add.
    public boolean stops(CrmEvent event, Wait wait) {
        var origin = wait.origin();
        return Optional.ofNullable(byKey.get(origin.rule())).stream()
                .flatMap(rule ->
                        rule.waiting().requests(seen(event, _ -> {}), event.time(), false, people, _ -> {}).stream())
                .anyMatch(request -> switch (request) {
                    case WaitRequest.Start _, WaitRequest.Follow _ -> false;
                    case WaitRequest.Stop stop -> wait.isStoppedBy(stop.by(), stop.subjects(), stop.at());
                    case WaitRequest.Close close ->
                        close.position() == origin.position()
                                && wait.isStoppedBy(close.by(), close.subjects(), close.at());
                });
    }

    /// Whether an event may stop what waits, or begin it anew, once its missing facts are fetched.
    public boolean mayEnd(CrmEvent event, Wait wait) {
        return mayStop(event, wait) || mayRestart(event, wait);
    }

    private boolean mayStop(CrmEvent event, Wait wait) {
        var rule = byKey.get(wait.origin().rule());
        var by = EventSubject.of(event);
        if (rule == null || by.isEmpty() || !wait.isStoppedBy(by.get(), EventSubject.named(event), event.time())) {
            return false;
        }
        var seen = seen(event, _ -> {});
        return rule.waiting().mayStop(seen, MissingFacts.of(seen));
    }

    /// Whether an event whose facts are complete begins anew what waits.
    ///
    /// @param storedAt when the inbox stores the event's message
    public boolean restarts(CrmEvent event, Wait wait, Instant storedAt) {
        return mayRestart(event, wait)
                && plan(event, storedAt).waits().stream()
                        .anyMatch(request -> request instanceof WaitRequest.Start start
                                && start.rule().equals(wait.origin().rule())
                                && start.subject().equals(wait.subject()));
    }

    private boolean mayRestart(CrmEvent event, Wait wait) {
        var rule = byKey.get(wait.origin().rule());
        if (rule == null || !rule.waiting().restartKinds().contains(event.kind()) || !wait.isOverlappedBy(event)) {
            return false;
        }
        var seen = seen(event, _ -> {});
        return rule.mayFire(seen, MissingFacts.of(seen));
    }

    /// The key of the rule that has this name; the name itself if the book has no such rule.
    public String key(String name) {
        return rules.stream()
                .filter(rule -> rule.name().equals(name))
                .findFirst()
                .map(Rule::key)
                .orElse(name);
    }

    /// The name that a rule has now; its key if the book does not have it any more.
    public String name(String key) {
        return Optional.ofNullable(byKey.get(key)).map(Rule::name).orElse(key);
    }

    /// The entities to fetch because rules that may fire use facts which the event lacks: its own entity, and
    /// its contact and company.
    public Set<EntityRef.Type> missing(CrmEvent event) {
        var missing = MissingFacts.of(event);
        if (missing.isEmpty()) {
            return Set.of();
        }
        var seen = seen(event, _ -> {});
        return listeners(event.kind()).stream()
                .flatMap(rule -> rule.missing(seen, MissingFacts.of(seen)).stream())
                .collect(Collectors.toUnmodifiableSet());
    }

    private List<Rule> rulesFor(EventKind kind) {
        return byKind.getOrDefault(kind, List.of());
    }

    private List<Rule> listeners(EventKind kind) {
        return listening.getOrDefault(kind, List.of());
    }

    /// The rules that became due by the clock after one moment and not after another, each once: for the latest
    /// of its times.
    public List<DueRule> due(Instant after, Instant until) {
        return rules.stream()
                .flatMap(rule -> rule.due(after, until).stream())
                .map(rule -> rule.search() instanceof TaskSearch search && search.ofAway()
                        ? rule.with(search.ofAway(attendance(rule.slot()).away()))
                        : rule)
                .toList();
    }

    /// The rules on dates, as they would look for entities at a time.
    public List<DueRule> onDates(Instant slot) {
        return rules.stream()
                .filter(Rule::goesByDate)
                .map(rule -> rule.at(slot))
                .toList();
    }

    /// Whether a rule walks through the leads, contacts, companies, customers or tasks of an account.
    public boolean hasWalks() {
        return rules.stream().anyMatch(Rule::walks);
    }

    /// The rule that walks through the entities of an account, as it does at a time; empty if the book has no
    /// such rule.
    ///
    /// @param key the key of the rule
    public Optional<DueRule> walk(String key, Instant slot) {
        return Optional.ofNullable(byKey.get(key)).filter(Rule::walks).map(rule -> rule.at(slot));
    }

    /// What the book refers to in the account, by name or by id, in its order.
    public Set<NameUse> uses() {
        return uses;
    }

    /// The names of what the book refers to; none without a directory.
    public Directory directory() {
        return directory;
    }

    /// The time zone of the book; UTC if it names none.
    public ZoneId zone() {
        return zone;
    }

    /// The names of the rules, in the order of the book.
    public List<String> names() {
        return rules.stream().map(Rule::name).toList();
    }

    /// The keys of the rules, under which the ledger keeps what they have.
    public Set<String> keys() {
        return byKey.keySet();
    }

    /// The names of the rules on a kind of event, in the order of the book.
    public List<String> names(EventKind kind) {
        return rulesFor(kind).stream().map(Rule::name).toList();
    }

    /// The kinds of event that some rule listens to: to fire, to stop what waits, to close what it added, or to
    /// hear of a date.
    public Set<EventKind> kinds() {
        return Collections.unmodifiableSet(listening.keySet());
    }

    /// The planning of one event.
    private final class Planning {

        private final Instant storedAt;
        private final Set<String> warnings = new LinkedHashSet<>();
        private final List<DraftCommand> drafts = new ArrayList<>();
        private final List<WaitRequest> waits = new ArrayList<>();
        private final List<WaitingDraft> waiting = new ArrayList<>();
        private final List<RuleVerdict> verdicts = new ArrayList<>();
        private final CrmEvent seen;

        Planning(CrmEvent event, Instant storedAt) {
            this.storedAt = storedAt;
            this.seen = seen(event, warnings::add);
        }

        Plan plan(List<Rule> asked, BiFunction<Rule, CrmEvent, RuleVerdict> opinion) {
            for (var rule : asked) {
                var verdict = opinion.apply(rule, seen);
                var requests = rule.waiting().requests(seen, storedAt, verdict.fires(), people, warnings::add);
                verdicts.add(verdict.with(requests));
                waits.addAll(requests);
                if (verdict.fires()) {
                    drafts.addAll(rule.drafts(seen, attendance(storedAt), warnings::add));
                }
            }
            return new Plan(drafts, waits, waiting, verdicts, List.copyOf(warnings), seen.facts());
        }

        Plan explain(List<Rule> asked, BiFunction<Rule, CrmEvent, RuleVerdict> opinion) {
            var plan = plan(asked, opinion);
            for (int i = 0; i < asked.size(); i++) {
                if (verdicts.get(i).fires()) {
                    waiting.addAll(asked.get(i).waitingDrafts(seen, attendance(storedAt), warnings::add));
                }
            }
            return new Plan(drafts, waits, waiting, plan.verdicts(), List.copyOf(warnings), seen.facts());
        }
    }
}
