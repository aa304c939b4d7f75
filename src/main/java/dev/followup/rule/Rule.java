package dev.followup.rule;

import dev.followup.event.CrmEvent;
import dev.followup.event.EntityRef;
import dev.followup.event.EventKind;
import dev.followup.event.Facts;
import dev.followup.rule.RuleVerdict.Decision;
import dev.followup.rule.fact.MissingFacts;
import dev.followup.rule.pattern.Objection;
import dev.followup.rule.person.Attendance;
import dev.followup.task.DraftCommand;
import dev.followup.task.TaskCommand;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// A rule: when, if, except, then.
///
/// @param key the name under which the ledger keeps what the rule has: the one that it had first
/// @param conditions what must hold of the facts
/// @param guards what may hold it back besides
/// @param waits how its actions wait
/// @param actions its actions in order
record Rule(
        String name,
        String key,
        Trigger trigger,
        RuleConditions conditions,
        Guards guards,
        WaitSettings waits,
        List<RuleAction> actions) {

    /// The verdict on an event whose facts are complete.
    ///
    /// @param storedAt when the inbox stored the event's message
    RuleVerdict verdict(CrmEvent event, Instant storedAt) {
        var objection = objection(event, storedAt);
        return objection.isPresent()
                ? new RuleVerdict(name, Decision.DOES_NOT_FIRE, objection.get())
                : new RuleVerdict(name, Decision.FIRES, () -> "the event is " + event.kind() + conditions.words());
    }

    private Optional<Objection> objection(CrmEvent event, Instant storedAt) {
        return dateObjection(event, storedAt)
                .or(() -> refusal(event))
                .or(() -> waiting().objectionToDate(event))
                .or(() -> guards.objection(event, storedAt))
                .or(() -> conditions.objection(event.facts()));
    }

    /// The verdict on an event whose missing facts may still be fetched.
    ///
    /// @param storedAt when the inbox stored the event's message
    RuleVerdict verdict(CrmEvent event, Instant storedAt, MissingFacts missing) {
        var undecided = Optional.ofNullable(trigger.date()).flatMap(date -> date.undecided(event, key, missing));
        if (undecided.isPresent()) {
            return new RuleVerdict(name, Decision.UNDECIDED, undecided.get());
        }
        if (missing.isEmpty()
                || !mayFire(event, missing)
                || guards.objection(event, storedAt).isPresent()) {
            return verdict(event, storedAt);
        }
        return conditions.areSure(missing)
                ? verdict(event, storedAt)
                : new RuleVerdict(name, Decision.UNDECIDED, conditions.pendingFetch(missing));
    }

    /// The entities to fetch before an event can be decided: whether the rule fires, and what it stops; none if the
    /// rule would not fire and stop nothing in any case.
    Set<EntityRef.Type> missing(CrmEvent event, MissingFacts missing) {
        if (missing.isEmpty()) {
            return Set.of();
        }
        var paths = Stream.concat(
                mayFire(event, missing) ? requiredPaths(event) : Stream.empty(),
                waiting().stoppingPaths(event, missing));
        var date = trigger.date();
        return Stream.concat(
                        paths.filter(missing::mayHave).flatMap(missing::type),
                        date == null ? Stream.empty() : date.missing(event, missing))
                .collect(Collectors.toUnmodifiableSet());
    }

    /// What a date leads to that the event reports, in words; empty if the event reports no date of the rule.
    private Optional<Objection> dateObjection(CrmEvent event, Instant storedAt) {
        var date = trigger.date();
        return date == null || !date.isReportedBy(event.kind())
                ? Optional.empty()
                : Optional.of(() -> date.in(event.facts())
                        .map(reported -> date.words(reported, date.occurrences(reported, storedAt)))
                        .orElseGet(() -> date.field().path() + " is empty"));
    }

    /// The facts that decide whether the rule fires, those that its actions use at once, and those that link
    /// the event to what a stop may name.
    private Stream<String> requiredPaths(CrmEvent event) {
        var mentions = actions.stream()
                .filter(this::isAtOnce)
                .flatMap(action -> action.action().factPaths(event));
        var holders = actions.stream().filter(action -> !isAtOnce(action)).flatMap(action -> action.holderPaths(event));
        return Stream.of(conditions.paths(), mentions, waiting().requiredLinks(), holders)
                .flatMap(paths -> paths);
    }

    /// Whether the rule may answer an event once its missing facts are fetched.
    boolean mayAnswer(CrmEvent event, MissingFacts missing) {
        return mayFire(event, missing) || waiting().mayStop(event, missing) || mayReportDate(event, missing);
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

    /// What it does with waits.
    RuleWaits waiting() {
        return new RuleWaits(this);
    }

    /// Whether an action goes when the event is planned, and does not wait.
    boolean isAtOnce(RuleAction action) {
        return action.after() == null && waits.still() == null;
    }

    /// Whether the rule may fire for an event once its missing facts are fetched.
    boolean mayFire(CrmEvent event, MissingFacts missing) {
        return refusal(event).isEmpty() && conditions.mayHold(missing);
    }

    /// The reason against the event that no fetched fact can change.
    private Optional<Objection> refusal(CrmEvent event) {
        return trigger.objection(event.kind())
                .or(() -> objectionToAnother(event.facts()))
                .or(() -> guards.objection(event.facts()));
    }

    /// The objection to an event of the clock that is for another rule.
    private Optional<Objection> objectionToAnother(Facts facts) {
        return Optional.ofNullable(trigger.schedule())
                .flatMap(_ -> facts.at("event.rule"))
                .filter(rule -> !rule.equals(name))
                .map(rule -> () -> "the event is for rule " + rule);
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

    /// Receives warnings, and passes them on with the name of the rule.
    Consumer<String> named(Consumer<String> warnings) {
        return warning -> warnings.accept(name + ": " + warning);
    }

    /// The draft of the command of an action; empty if it leads to nothing.
    Optional<DraftCommand> draft(int position, CrmEvent event, Attendance attendance, Consumer<String> warnings) {
        var action = actions.get(position);
        return action.action()
                .draft(new TaskCommand.Origin(event.key(), key, position), event, attendance, warnings)
                .flatMap(draft -> guards.guarded(draft, event, warnings))
                .map(draft -> draft.closable(action.closable(event)));
    }
}
