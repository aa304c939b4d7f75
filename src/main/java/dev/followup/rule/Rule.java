package dev.followup.rule;

import dev.followup.event.CrmEvent;
import dev.followup.event.EntityRef;
import dev.followup.event.EventKind;
import dev.followup.event.EventSubject;
import dev.followup.event.Facts;
import dev.followup.rule.DateTrigger.Occurrence;
import dev.followup.rule.RuleVerdict.Decision;
import dev.followup.rule.fact.MissingFacts;
import dev.followup.rule.pattern.EventPattern;
import dev.followup.rule.pattern.FieldCondition;
import dev.followup.rule.person.Attendance;
import dev.followup.rule.person.People;
import dev.followup.task.DraftCommand;
import dev.followup.task.TaskCommand;
import dev.followup.task.WaitRequest;
import dev.followup.task.WaitRequest.IfAgain;
import dev.followup.task.WaitRequest.IfLate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A rule: when, if, except, then.
///
/// @param key the name under which the ledger keeps what the rule has: the one that it had first
/// @param wanted the pattern that the facts must match; `null` for anything
/// @param excepted the pattern that they must not match; `null` for none
/// @param guards what may hold it back besides
/// @param waits how its actions wait
/// @param actions its actions in order
record Rule(
        String name,
        String key,
        Trigger trigger,
        @Nullable EventPattern wanted,
        @Nullable EventPattern excepted,
        Guards guards,
        WaitSettings waits,
        List<RuleAction> actions) {

    /// The verdict on an event whose facts are complete.
    ///
    /// @param storedAt when the inbox stored the event's message
    RuleVerdict verdict(CrmEvent event, Instant storedAt) {
        return dateWords(event, storedAt)
                .map(reason -> new RuleVerdict(name, Decision.DOES_NOT_FIRE, reason))
                .orElseGet(() -> verdictOfConditions(event, storedAt));
    }

    private RuleVerdict verdictOfConditions(CrmEvent event, Instant storedAt) {
        return refusal(event)
                .or(() -> guards.objection(event, storedAt))
                .or(() -> objection(event.facts()))
                .map(reason -> new RuleVerdict(name, Decision.DOES_NOT_FIRE, reason))
                .orElseGet(() -> new RuleVerdict(name, Decision.FIRES, "the event is " + event.kind() + conditions()));
    }

    /// The verdict on an event whose missing facts may still be fetched.
    ///
    /// @param storedAt when the inbox stored the event's message
    RuleVerdict verdict(CrmEvent event, Instant storedAt, MissingFacts missing) {
        var date = trigger.date();
        if (date != null && date.missing(event, missing).findAny().isPresent()) {
            return new RuleVerdict(
                    name,
                    Decision.UNDECIDED,
                    "%s is fetched first".formatted(date.field().path()));
        }
        if (missing.isEmpty()
                || !mayFire(event, missing)
                || guards.objection(event, storedAt).isPresent()) {
            return verdict(event, storedAt);
        }
        var open = Stream.of(wanted, excepted)
                .flatMap(Stream::ofNullable)
                .flatMap(pattern -> pattern.missingIn(missing))
                .map(FieldCondition::pendingFetch)
                .findFirst();
        return isSure(missing)
                ? verdict(event, storedAt)
                : new RuleVerdict(name, Decision.UNDECIDED, open.orElseThrow());
    }

    /// The entities to fetch before an event can be decided: whether the rule fires, and what it stops; none if the
    /// rule would not fire and stop nothing in any case.
    Set<EntityRef.Type> missing(CrmEvent event, MissingFacts missing) {
        if (missing.isEmpty()) {
            return Set.of();
        }
        var paths = Stream.concat(
                mayFire(event, missing) ? requiredPaths(event) : Stream.empty(), stoppingPaths(event, missing));
        var date = trigger.date();
        return Stream.concat(
                        paths.filter(missing::mayHave).flatMap(missing::type),
                        date == null ? Stream.empty() : date.missing(event, missing))
                .collect(Collectors.toUnmodifiableSet());
    }

    /// What a date leads to that the event reports, in words; empty if the event reports no date of the rule.
    private Optional<String> dateWords(CrmEvent event, Instant storedAt) {
        var date = trigger.date();
        return date == null || !date.isReportedBy(event.kind())
                ? Optional.empty()
                : Optional.of(date.in(event.facts())
                        .map(reported -> date.words(reported, date.occurrences(reported, storedAt)))
                        .orElseGet(() -> date.field().path() + " is empty"));
    }

    /// The facts that decide whether the rule fires, those that its actions use at once, and those that link
    /// the event to what a stop may name.
    private Stream<String> requiredPaths(CrmEvent event) {
        var conditions = Stream.of(wanted, excepted).flatMap(Stream::ofNullable).flatMap(EventPattern::paths);
        var mentions = actions.stream()
                .filter(this::isAtOnce)
                .flatMap(action -> action.action().factPaths(event));
        var holders = actions.stream().filter(action -> !isAtOnce(action)).flatMap(action -> action.holderPaths(event));
        return Stream.of(conditions, mentions, requiredLinks(), holders).flatMap(paths -> paths);
    }

    private Stream<String> requiredLinks() {
        var types = stopping()
                .flatMap(stop -> EventSubject.typesNamed(stop.kind()).stream())
                .collect(Collectors.toSet());
        return Stream.of(EntityRef.Type.CONTACTS, EntityRef.Type.COMPANIES)
                .filter(type -> types.contains(type.word()))
                .map(type -> "lead." + type.singular() + "_id");
    }

    private Stream<String> stoppingPaths(CrmEvent event, MissingFacts missing) {
        var conditions =
                stopping().filter(stop -> stop.mayMatch(event, missing)).flatMap(EventMatcher::paths);
        var results = actions.stream()
                .filter(action -> action.closeOn().stream().anyMatch(close -> close.mayMatch(event, missing)))
                .flatMap(RuleAction::resultPaths);
        return Stream.concat(conditions, results);
    }

    /// Whether the rule may answer an event once its missing facts are fetched.
    boolean mayAnswer(CrmEvent event, MissingFacts missing) {
        return mayFire(event, missing) || mayStop(event, missing) || mayReportDate(event, missing);
    }

    private boolean mayReportDate(CrmEvent event, MissingFacts missing) {
        var date = trigger.date();
        return date != null
                && date.isReportedBy(event.kind())
                && (date.in(event.facts()).isPresent()
                        || date.missing(event, missing).findAny().isPresent());
    }

    /// The kinds of event that report the date of the rule; none if it goes by no date.
    Set<EventKind> dateKinds() {
        return trigger.date() == null ? Set.of() : trigger.date().reportedBy();
    }

    /// Whether an event may stop or close something of the rule once its missing facts are fetched.
    boolean mayStop(CrmEvent event, MissingFacts missing) {
        return stopping().anyMatch(stop -> stop.mayMatch(event, missing));
    }

    /// The events that stop what waits, or close what was added.
    private Stream<EventMatcher> stopping() {
        return Stream.concat(waits.stopOn().stream(), actions.stream().flatMap(action -> action.closeOn().stream()));
    }

    /// The kinds of event that stop what waits, or close what was added.
    Set<EventKind> stopKinds() {
        return stopping().map(EventMatcher::kind).collect(Collectors.toUnmodifiableSet());
    }

    /// The kinds of event that begin anew what waits.
    Set<EventKind> restartKinds() {
        return waits.ifAgain() == IfAgain.RESTART ? trigger.kinds() : Set.of();
    }

    /// The events that stop what waits, in words.
    List<String> stopWords() {
        return words(waits.stopOn());
    }

    /// The events that close the task of an action, in words; none for an index that no action has.
    List<String> closeWords(int position) {
        return position >= 0 && position < actions.size()
                ? words(actions.get(position).closeOn())
                : List.of();
    }

    private static List<String> words(List<EventMatcher> events) {
        return events.stream().map(EventMatcher::toString).toList();
    }

    /// The keys whose conditions are asked again when the time has come.
    List<String> askedAgain() {
        return Stream.of(
                        wanted == null ? null : "if",
                        excepted == null ? null : "except",
                        waits.still() == null ? null : "still")
                .flatMap(Stream::ofNullable)
                .toList();
    }

    /// Whether an action goes when the event is planned, and does not wait.
    private boolean isAtOnce(RuleAction action) {
        return action.after() == null && waits.still() == null;
    }

    /// Whether the rule may fire for an event once its missing facts are fetched.
    boolean mayFire(CrmEvent event, MissingFacts missing) {
        return refusal(event).isEmpty()
                && (wanted == null || wanted.mayMatch(missing))
                && (excepted == null || !excepted.matches(missing));
    }

    private boolean isSure(MissingFacts missing) {
        return (wanted == null || wanted.matches(missing)) && (excepted == null || !excepted.mayMatch(missing));
    }

    /// The reason against the event that no fetched fact can change.
    private Optional<String> refusal(CrmEvent event) {
        return trigger.objection(event.kind())
                .or(() -> objectionToAnother(event.facts()))
                .or(() -> guards.objection(event.facts()));
    }

    /// The objection to an event of the clock that is for another rule.
    private Optional<String> objectionToAnother(Facts facts) {
        return Optional.ofNullable(trigger.schedule())
                .flatMap(_ -> facts.at("event.rule"))
                .filter(rule -> !rule.equals(name))
                .map(rule -> "the event is for rule " + rule);
    }

    private Optional<String> objection(Facts facts) {
        return Optional.ofNullable(wanted)
                .flatMap(pattern -> pattern.objection(facts))
                .or(() -> Optional.ofNullable(excepted)
                        .flatMap(pattern -> pattern.met(facts))
                        .map(met -> "all of except holds: " + met));
    }

    private String conditions() {
        return wanted == null && excepted == null ? "" : " and meets all conditions";
    }

    /// The rule as due by the clock; empty if it is not due or does not run by the clock.
    Optional<DueRule> due(Instant after, Instant until) {
        return Optional.ofNullable(trigger.schedule())
                .flatMap(schedule -> schedule.latest(after, until))
                .map(this::at);
    }

    /// The rule as due at a time.
    DueRule at(Instant slot) {
        var date = trigger.date();
        var search = date == null ? trigger.search() : date.search();
        return new DueRule(name, key, slot, search, trigger.limit(), trigger.perPerson());
    }

    /// Whether it walks through the leads, contacts, companies, customers or tasks of an account.
    boolean walks() {
        return trigger.search() instanceof EntitySearch || goesByDate();
    }

    /// Whether it goes by a date.
    boolean goesByDate() {
        return trigger.date() != null;
    }

    /// The drafts of the commands that go at once, at most one for each action.
    ///
    /// @param attendance who is there when they are decided
    /// @param warnings receives what is missing or doubtful
    List<DraftCommand> drafts(CrmEvent event, Attendance attendance, Consumer<String> warnings) {
        return IntStream.range(0, actions.size())
                .filter(i -> isAtOnce(actions.get(i)))
                .mapToObj(i -> draft(i, event, attendance, named(warnings)))
                .flatMap(Optional::stream)
                .toList();
    }

    /// The drafts of the commands that wait, as they would be if nothing changed until then.
    List<WaitingDraft> waitingDrafts(CrmEvent event, Attendance attendance, Consumer<String> warnings) {
        if (trigger.date() != null) {
            return List.of();
        }
        return IntStream.range(0, actions.size())
                .filter(i -> !isAtOnce(actions.get(i)))
                .boxed()
                .flatMap(i -> {
                    var due = actions.get(i).due(event, attendance.people(), named(warnings));
                    return draft(i, event.at(due), attendance.at(due), named(warnings))
                            .map(draft -> new WaitingDraft(draft, due))
                            .stream();
                })
                .toList();
    }

    /// What the event asks of the rule's waits: to stop, to close, and to begin.
    ///
    /// @param storedAt when the inbox stored the event's message
    /// @param fires whether the rule fires for the event
    /// @param people the people of the book
    /// @param warnings receives what is missing or doubtful
    List<WaitRequest> requests(
            CrmEvent event, Instant storedAt, boolean fires, People people, Consumer<String> warnings) {
        var requests = new ArrayList<WaitRequest>();
        EventSubject.of(event).filter(_ -> !isCausedByItself(event)).ifPresent(by -> {
            var named = EventSubject.named(event);
            if (waits.stopOn().stream().anyMatch(stop -> stop.matches(event))) {
                requests.add(new WaitRequest.Stop(event.key(), key, by, named, event.time()));
            }
            for (int i = 0; i < actions.size(); i++) {
                int position = i;
                actions.get(i)
                        .closedBy(event, name)
                        .ifPresent(result -> requests.add(
                                new WaitRequest.Close(event.key(), key, position, by, named, event.time(), result)));
            }
        });
        var date = trigger.date();
        if (date != null && date.isReportedBy(event.kind())) {
            follow(date, event, storedAt, one -> !one.isLate() || mayHold(event))
                    .ifPresent(requests::add);
        }
        if (fires && date == null && actions.stream().anyMatch(action -> !isAtOnce(action))) {
            start(event, storedAt, people, named(warnings)).ifPresent(requests::add);
        }
        return requests;
    }

    /// What an entity that was found in the CRM asks of the rule: to wait for its date. Empty if it has none.
    ///
    /// @param event an event with all facts of the entity
    /// @param foundAt when it was found
    /// @param isFirst whether the rule looks at what is in the CRM for the first time
    Optional<WaitRequest.Follow> follow(CrmEvent event, Instant foundAt, boolean isFirst) {
        var date = trigger.date();
        return date == null
                ? Optional.empty()
                : follow(date, event, foundAt, one -> !one.isLate() || isFirst || mayHold(event))
                        .map(follow -> follow.found(isFirst ? IfLate.PASS : IfLate.FIRE));
    }

    /// What an event that reports the rule's date asks of it: to wait for the date. Empty if it reports none.
    ///
    /// @param counts which of the next times of the date count: of those that should have been before,
    /// usually none for which the conditions cannot hold
    private Optional<WaitRequest.Follow> follow(
            DateTrigger date, CrmEvent event, Instant foundAt, Predicate<Occurrence> counts) {
        var subject = EventSubject.of(event);
        var reported = date.in(event.facts());
        if (subject.isEmpty()
                || reported.isEmpty()
                || !event.kind().subject().equals(date.field().subject())) {
            return Optional.empty();
        }
        var dates = date.occurrences(reported.get(), foundAt).stream()
                .filter(counts)
                .map(one -> date.event(event, subject.get(), one, key, name))
                .toList();
        return Optional.of(new WaitRequest.Follow(
                event.key(),
                key,
                foundAt,
                subject.get(),
                date.updatedAt(event),
                dates,
                IfLate.FIRE,
                false,
                actions.size()));
    }

    /// Whether the conditions of a rule on a date may hold, as far as the facts of another event show.
    private boolean mayHold(CrmEvent event) {
        var missing = MissingFacts.of(event);
        return (wanted == null || wanted.mayMatch(missing)) && (excepted == null || !excepted.matches(missing));
    }

    /// Whether the rule itself caused the event. A completion always counts as somebody else's. If it is not
    /// known which rule caused it, since two rules changed the task in the same second, it counts as the rule's
    /// own.
    private boolean isCausedByItself(CrmEvent event) {
        return event.kind() != EventKind.TASK_COMPLETED
                && event.facts().at("event.own").filter(Boolean.TRUE::equals).isPresent()
                && event.facts().at("event.rule").map(key::equals).orElse(true);
    }

    private Optional<WaitRequest.Start> start(
            CrmEvent event, Instant storedAt, People people, Consumer<String> warnings) {
        var subject = EventSubject.of(event);
        if (subject.isEmpty()) {
            warnings.accept("waits for nothing: the event names nothing that it is about");
            return Optional.empty();
        }
        var steps = IntStream.range(0, actions.size())
                .filter(i -> !isAtOnce(actions.get(i)))
                .mapToObj(i -> new WaitRequest.Step(i, actions.get(i).due(event, people, warnings)))
                .toList();
        return Optional.of(new WaitRequest.Start(
                event,
                key,
                storedAt,
                subject.get(),
                subjects(event, subject.get()),
                steps,
                waits.ifAgain(),
                guards.once(event)));
    }

    /// The subjects under which a stop of the rule may look for what the event began.
    private Set<EventSubject> subjects(CrmEvent event, EventSubject own) {
        var types = stopping()
                .flatMap(stop -> EventSubject.typesNamed(stop.kind()).stream())
                .collect(Collectors.toSet());
        return Stream.concat(
                        Stream.of(own),
                        EventSubject.namedOrLinked(event).stream()
                                .filter(named -> types.contains(named.type())
                                        && !named.type().equals(own.type())))
                .collect(Collectors.toUnmodifiableSet());
    }

    /// What an action that waited is to do now that its time has come.
    ///
    /// @param event the event with the facts of now, at the time that has come
    /// @param attendance who is there now
    /// @param warnings receives what is missing or doubtful
    WaitVerdict ask(int position, CrmEvent event, Attendance attendance, Consumer<String> warnings) {
        return askDate(event).orElseGet(() -> askConditions(position, event, attendance, warnings));
    }

    /// What becomes of a date that has moved, or is empty; nothing if it is as it was.
    private Optional<WaitVerdict> askDate(CrmEvent event) {
        var date = trigger.date();
        if (date == null) {
            return Optional.empty();
        }
        var follow = follow(date, event, event.time(), _ -> true);
        if (follow.isEmpty()) {
            return Optional.of(new WaitVerdict.Dropped(date.field().path() + " is empty"));
        }
        var dates = follow.get().dates();
        boolean isReached = dates.stream()
                .anyMatch(one -> one.key().equals(event.key()) && !one.time().isAfter(event.time()));
        return isReached ? Optional.empty() : Optional.of(new WaitVerdict.Moved(follow.get()));
    }

    /// The date of next year, after this year's has been reached; empty if there is none.
    ///
    /// @param event the event with the facts of now, at the time that has come
    Optional<WaitRequest.Follow> next(CrmEvent event) {
        var date = trigger.date();
        if (date == null || !date.yearly()) {
            return Optional.empty();
        }
        return follow(date, event, event.time(), _ -> true).map(follow -> follow.without(event.key()));
    }

    private WaitVerdict askConditions(int position, CrmEvent event, Attendance attendance, Consumer<String> warnings) {
        var reason = objection(event.facts()).or(() -> waits.objection(event.facts()));
        if (reason.isPresent()) {
            return new WaitVerdict.Dropped(reason.get());
        }
        return draft(position, event, attendance, named(warnings))
                .<WaitVerdict>map(WaitVerdict.Fires::new)
                .orElseGet(() -> new WaitVerdict.Dropped("it leads to nothing"));
    }

    /// Whether an action with this index waits.
    ///
    /// @param kind the kind of event with which the wait began
    boolean waitsAt(int position, EventKind kind) {
        return position < actions.size()
                && (trigger.date() == null
                        ? !kind.isDateReached() && !isAtOnce(actions.get(position))
                        : kind == trigger.date().kind());
    }

    /// The entities to fetch before an action that waited can be asked: its own entity in any case, since it may be
    /// gone.
    Set<EntityRef.Type> missingToAsk(int position, CrmEvent event, MissingFacts missing) {
        var own = missing.types().stream()
                .filter(type -> event.entity() != null && type == event.entity().type());
        var used = Stream.of(
                        Stream.of(wanted, excepted).flatMap(Stream::ofNullable).flatMap(EventPattern::paths),
                        waits.paths(),
                        trigger.date() == null
                                ? Stream.<String>empty()
                                : Stream.of(trigger.date().field().path()),
                        actions.get(position).action().factPaths(event))
                .flatMap(paths -> paths)
                .filter(missing::mayHave)
                .flatMap(missing::type);
        return Stream.concat(own, used).collect(Collectors.toUnmodifiableSet());
    }

    private Consumer<String> named(Consumer<String> warnings) {
        return warning -> warnings.accept(name + ": " + warning);
    }

    private Optional<DraftCommand> draft(
            int position, CrmEvent event, Attendance attendance, Consumer<String> warnings) {
        var action = actions.get(position);
        return action.action()
                .draft(new TaskCommand.Origin(event.key(), key, position), event, attendance, warnings)
                .flatMap(draft -> guards.guarded(draft, event, warnings))
                .map(draft -> draft.closable(action.closable(event)));
    }
}
