package dev.followup.rule;

import dev.followup.event.CrmEvent;
import dev.followup.event.EntityRef;
import dev.followup.event.EventKind;
import dev.followup.event.EventSubject;
import dev.followup.rule.DateTrigger.Occurrence;
import dev.followup.rule.fact.MissingFacts;
import dev.followup.rule.pattern.Objection;
import dev.followup.rule.person.Attendance;
import dev.followup.rule.person.People;
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

/// What a rule does with waits: which events begin, stop and restart them, which close tasks, and what an
/// action does when its time has come.
record RuleWaits(Rule rule) {

    /// The facts that link an event to what a stop may name.
    Stream<String> requiredLinks() {
        var types = stopping()
                .flatMap(stop -> EventSubject.typesNamed(stop.kind()).stream())
                .collect(Collectors.toSet());
        return Stream.of(EntityRef.Type.CONTACTS, EntityRef.Type.COMPANIES)
                .filter(type -> types.contains(type.word()))
                .map(type -> "lead." + type.singular() + "_id");
    }

    /// The facts that decide whether an event stops or closes something, and those of its results.
    Stream<String> stoppingPaths(CrmEvent event, MissingFacts missing) {
        var conditions =
                stopping().filter(stop -> stop.mayMatch(event, missing)).flatMap(EventMatcher::paths);
        var results = rule.actions().stream()
                .filter(action -> action.closeOn().stream().anyMatch(close -> close.mayMatch(event, missing)))
                .flatMap(RuleAction::resultPaths);
        return Stream.concat(conditions, results);
    }

    /// Whether an event may stop or close something of the rule once its missing facts are fetched.
    boolean mayStop(CrmEvent event, MissingFacts missing) {
        return stopping().anyMatch(stop -> stop.mayMatch(event, missing));
    }

    /// The events that stop what waits, or close what was added.
    private Stream<EventMatcher> stopping() {
        return Stream.concat(
                rule.waits().stopOn().stream(), rule.actions().stream().flatMap(action -> action.closeOn().stream()));
    }

    /// Whether any event stops what waits, or closes what was added.
    private boolean stops() {
        if (!rule.waits().stopOn().isEmpty()) {
            return true;
        }
        for (var action : rule.actions()) {
            if (!action.closeOn().isEmpty()) {
                return true;
            }
        }
        return false;
    }

    /// The kinds of event that stop what waits, or close what was added.
    Set<EventKind> stopKinds() {
        return stopping().map(EventMatcher::kind).collect(Collectors.toUnmodifiableSet());
    }

    /// The kinds of event that begin anew what rule.waits().
    Set<EventKind> restartKinds() {
        return rule.waits().ifAgain() == IfAgain.RESTART ? rule.trigger().kinds() : Set.of();
    }

    /// The events that stop what waits, in words.
    List<String> stopWords() {
        return words(rule.waits().stopOn());
    }

    /// The events that close the task of an action, in words; none for an index that no action has.
    List<String> closeWords(int position) {
        return position >= 0 && position < rule.actions().size()
                ? words(rule.actions().get(position).closeOn())
                : List.of();
    }

    private static List<String> words(List<EventMatcher> events) {
        return events.stream().map(EventMatcher::toString).toList();
    }

    /// The keys whose conditions are asked again when the time has come.
    List<String> askedAgain() {
        return Stream.concat(
                        rule.conditions().keys(), rule.waits().still() == null ? Stream.empty() : Stream.of("still"))
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
        var date = rule.trigger().date();
        boolean begins = fires && date == null && rule.actions().stream().anyMatch(action -> !rule.isAtOnce(action));
        if (!begins && date == null && !stops()) {
            return List.of();
        }
        var requests = new ArrayList<WaitRequest>();
        EventSubject.of(event).filter(_ -> !isCausedByItself(event)).ifPresent(by -> {
            var named = EventSubject.named(event);
            if (rule.waits().stopOn().stream().anyMatch(stop -> stop.matches(event))) {
                requests.add(new WaitRequest.Stop(event.key(), rule.key(), by, named, event.time()));
            }
            for (int i = 0; i < rule.actions().size(); i++) {
                int position = i;
                rule.actions()
                        .get(i)
                        .closedBy(event, rule.name())
                        .ifPresent(result -> requests.add(new WaitRequest.Close(
                                event.key(), rule.key(), position, by, named, event.time(), result)));
            }
        });
        if (date != null && date.isReportedBy(event.kind())) {
            follow(date, event, storedAt, one -> !one.isLate() || mayHold(event))
                    .ifPresent(requests::add);
        }
        if (begins) {
            start(event, storedAt, people, rule.named(warnings)).ifPresent(requests::add);
        }
        return requests;
    }

    /// What an entity that was found in the CRM asks of the rule: to wait for its date. Empty if it has none.
    ///
    /// @param event an event with all facts of the entity
    /// @param foundAt when it was found
    /// @param isFirst whether the rule looks at what is in the CRM for the first time
    Optional<WaitRequest.Follow> follow(CrmEvent event, Instant foundAt, boolean isFirst) {
        var date = rule.trigger().date();
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
                .map(one -> date.event(event, subject.get(), one, rule.key(), rule.name()))
                .toList();
        return Optional.of(new WaitRequest.Follow(
                event.key(),
                rule.key(),
                foundAt,
                subject.get(),
                date.updatedAt(event),
                dates,
                IfLate.FIRE,
                false,
                rule.actions().size()));
    }

    /// Whether the conditions of a rule on a date may hold, as far as the facts of another event show.
    private boolean mayHold(CrmEvent event) {
        return rule.conditions().mayHold(MissingFacts.of(event));
    }

    /// Whether the rule itself caused the event. A completion always counts as somebody else's. If it is not
    /// known which rule caused it, since two rules changed the task in the same second, it counts as the rule's
    /// own.
    private boolean isCausedByItself(CrmEvent event) {
        return event.kind() != EventKind.TASK_COMPLETED
                && event.facts().at("event.own").filter(Boolean.TRUE::equals).isPresent()
                && event.facts().at("event.rule").map(rule.key()::equals).orElse(true);
    }

    private Optional<WaitRequest.Start> start(
            CrmEvent event, Instant storedAt, People people, Consumer<String> warnings) {
        var subject = EventSubject.of(event);
        if (subject.isEmpty()) {
            warnings.accept("waits for nothing: the event names nothing that it is about");
            return Optional.empty();
        }
        var steps = IntStream.range(0, rule.actions().size())
                .filter(i -> !rule.isAtOnce(rule.actions().get(i)))
                .mapToObj(i -> new WaitRequest.Step(i, rule.actions().get(i).due(event, people, warnings)))
                .toList();
        return Optional.of(new WaitRequest.Start(
                event,
                rule.key(),
                storedAt,
                subject.get(),
                subjects(event, subject.get()),
                steps,
                rule.waits().ifAgain(),
                rule.guards().once(event)));
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

    /// The objection to the event of the rule's own date: that the date has moved since, or is empty.
    Optional<Objection> objectionToDate(CrmEvent event) {
        var date = rule.trigger().date();
        return date == null || !date.hasCaused(event, rule.key())
                ? Optional.empty()
                : askDate(event)
                        .map(verdict -> () ->
                                verdict instanceof WaitVerdict.Dropped(var reason) ? reason : "the date has moved");
    }

    /// What becomes of a date that has moved, or is empty; nothing if it is as it was.
    private Optional<WaitVerdict> askDate(CrmEvent event) {
        var date = rule.trigger().date();
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
        var date = rule.trigger().date();
        if (date == null || !date.yearly()) {
            return Optional.empty();
        }
        return follow(date, event, event.time(), _ -> true).map(follow -> follow.without(event.key()));
    }

    private WaitVerdict askConditions(int position, CrmEvent event, Attendance attendance, Consumer<String> warnings) {
        var reason =
                rule.conditions().objection(event.facts()).or(() -> rule.waits().objection(event.facts()));
        if (reason.isPresent()) {
            return new WaitVerdict.Dropped(reason.get().words());
        }
        return rule.draft(position, event, attendance, rule.named(warnings))
                .<WaitVerdict>map(WaitVerdict.Fires::new)
                .orElseGet(() -> new WaitVerdict.Dropped("it leads to nothing"));
    }

    /// Whether an action with this index rule.waits().
    ///
    /// @param kind the kind of event with which the wait began
    boolean waitsAt(int position, EventKind kind) {
        return position < rule.actions().size()
                && (rule.trigger().date() == null
                        ? !kind.isDateReached() && !rule.isAtOnce(rule.actions().get(position))
                        : kind == rule.trigger().date().kind());
    }

    /// The entities to fetch before an action that waited can be asked: its own entity in any case, since it may be
    /// gone.
    Set<EntityRef.Type> missingToAsk(int position, CrmEvent event, MissingFacts missing) {
        var own = missing.types().stream()
                .filter(type -> event.entity() != null && type == event.entity().type());
        var used = Stream.of(
                        rule.conditions().paths(),
                        rule.waits().paths(),
                        rule.trigger().date() == null
                                ? Stream.<String>empty()
                                : Stream.of(rule.trigger().date().field().path()),
                        rule.actions().get(position).action().factPaths(event))
                .flatMap(paths -> paths)
                .filter(missing::mayHave)
                .flatMap(missing::type);
        return Stream.concat(own, used).collect(Collectors.toUnmodifiableSet());
    }
}
