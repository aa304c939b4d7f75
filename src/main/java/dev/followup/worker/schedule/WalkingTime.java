package dev.followup.worker.schedule;

import dev.followup.crm.entity.CrmEntities;
import dev.followup.crm.entity.CrmEntities.EntityPage;
import dev.followup.crm.session.CrmFailure;
import dev.followup.crm.session.CrmResult;
import dev.followup.crm.session.CrmSession;
import dev.followup.crm.task.CrmTasks;
import dev.followup.event.CrmEvent;
import dev.followup.event.EntityRef;
import dev.followup.inbox.InboxMessage;
import dev.followup.ledger.Walk;
import dev.followup.rule.DueRule;
import dev.followup.rule.EntitySearch;
import dev.followup.rule.RuleBook;
import dev.followup.task.PersonFinds;
import dev.followup.task.Task;
import dev.followup.telemetry.LogTime;
import dev.followup.worker.intake.ReceivedEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import java.util.stream.Gatherers;
import org.jspecify.annotations.Nullable;

/// The time of one tick in which rules walk through the entities of an account.
///
/// Entities are read in the order of their ids, without a filter. Each page begins with the last entity that was read
/// before: if that is not there any more, since others were deleted, the walk goes back until it is passed.
public final class WalkingTime {

    /// The time that reading a page and its tasks takes. With less, the next tick reads it.
    private static final Duration OF_A_PAGE = Duration.ofSeconds(2);

    /// How far the walk goes back when the last entity is gone.
    private static final int STEP_BACK = 200;

    /// How many pages without anything new show that the CRM does not hand out pages.
    private static final int MOST_WITHOUT_NEW = 3;

    private final CrmSession session;
    private final RuleBook book;
    private final InboxMessage message;
    private final CrmEntities entities;
    private final CrmTasks tasks;
    private final PersonEvents personEvents;

    private @Nullable Set<Long> incomingStages;

    WalkingTime(
            CrmSession session,
            RuleBook book,
            InboxMessage message,
            CrmEntities entities,
            CrmTasks tasks,
            PersonEvents personEvents) {
        this.session = session;
        this.book = book;
        this.message = message;
        this.entities = entities;
        this.tasks = tasks;
        this.personEvents = personEvents;
    }

    /// The session of the walks: it takes half of the rate limit, and ends with their time.
    public CrmSession session() {
        return session;
    }

    /// Goes on with a walk until it finds something, is over, or time is up.
    public WalkPortion next(Walk begun) {
        var found = book.walk(begun.rule(), begun.slot());
        if (found.isEmpty() || !(found.get().search() instanceof EntitySearch search)) {
            return new WalkPortion(List.of(), null, begun.over(), false);
        }
        var rule = found.get();
        var walk = begun;
        while (session.allows(OF_A_PAGE)) {
            switch (step(rule, search, walk)) {
                case CrmResult.All(var step) -> {
                    walk = step.walk;
                    if (walk.isOver() || !step.events.isEmpty()) {
                        return portion(rule, step, !walk.isOver());
                    }
                }
                case CrmResult.Failed(var failure) -> {
                    if (walk.equals(begun) || session.allows(OF_A_PAGE)) { // else only time was up
                        failure.log(account(), "rule " + rule.rule() + " of " + LogTime.of(rule.slot()));
                    }
                    return portion(rule, new Step(List.of(), walk), false);
                }
            }
        }
        return portion(rule, new Step(List.of(), walk), false);
    }

    private WalkPortion portion(DueRule rule, Step step, boolean goesOn) {
        var events = step.events.stream()
                .map(event -> new ReceivedEvent(event, message))
                .toList();
        return new WalkPortion(events, rule, step.walk, goesOn);
    }

    /// The entities of one page, or what was found of people after the last.
    private CrmResult<Step> step(DueRule rule, EntitySearch search, Walk walk) {
        var stages = incomingStages(search);
        if (stages instanceof CrmResult.Failed(var failure)) {
            return new CrmResult.Failed<>(failure);
        }
        return switch (read(search.type(), walk)) {
            case CrmResult.Failed(var failure) -> new CrmResult.Failed<>(failure);
            case CrmResult.All(var read) ->
                switch (found(rule, search, walk, wanted(search, rule, read.entities, stages))) {
                    case CrmResult.Failed(var failure) -> new CrmResult.Failed<>(failure);
                    case CrmResult.All(var step) -> {
                        var next = new Step(step.events, step.walk.readUntil(read.lastId, read.position));
                        yield read.isLast ? end(rule, next) : new CrmResult.All<>(next);
                    }
                };
        };
    }

    private CrmResult<Set<Long>> incomingStages(EntitySearch search) {
        var known = incomingStages;
        if (!search.asksForIncomingStages() || known != null) {
            return new CrmResult.All<>(known == null ? Set.of() : known);
        }
        var result = entities.incomingStages(session);
        if (result instanceof CrmResult.All(var stages)) {
            incomingStages = stages;
        }
        return result;
    }

    private static SequencedMap<Long, Map<String, @Nullable Object>> wanted(
            EntitySearch search,
            DueRule rule,
            SequencedMap<Long, Map<String, @Nullable Object>> read,
            CrmResult<Set<Long>> stages) {
        var incoming = stages instanceof CrmResult.All(var ids) ? ids : Set.<Long>of();
        var wanted = new LinkedHashMap<Long, Map<String, @Nullable Object>>();
        for (var one : read.entrySet()) {
            if (search.wants(one.getValue(), rule.slot(), incoming)) {
                wanted.put(one.getKey(), one.getValue());
            }
        }
        return wanted;
    }

    /// Reads the entities behind the last one of a walk.
    private CrmResult<Read> read(EntityRef.Type type, Walk walk) {
        long position = walk.position();
        for (int withoutNew = 0; withoutNew < MOST_WITHOUT_NEW; ) {
            var cut = PageCut.at(position);
            switch (entities.page(session, type, cut.number(), cut.limit())) {
                case CrmResult.Failed(var failure) -> {
                    return new CrmResult.Failed<>(failure);
                }
                case CrmResult.All(var page) -> {
                    if (!isAscending(page)) {
                        return unreadable(type, "the CRM does not sort them by their ids");
                    }
                    boolean isPassed = !page.entities().isEmpty()
                            && page.entities().firstEntry().getKey() <= walk.lastId();
                    if (!isPassed && cut.begin() > 0) {
                        position = Math.max(0, cut.begin() - STEP_BACK);
                        continue; // entities before it were deleted
                    }
                    var read = Read.of(page, cut, walk);
                    if (!read.entities.isEmpty() || page.isLast()) {
                        return new CrmResult.All<>(read);
                    }
                    position = read.position;
                    withoutNew++;
                }
            }
        }
        return unreadable(type, "the CRM hands out the same page again and again");
    }

    private static <T> CrmResult<T> unreadable(EntityRef.Type type, String reason) {
        return new CrmResult.Failed<>(
                new CrmFailure.Unavailable("the list of " + type.word() + " cannot be read page by page: " + reason));
    }

    private static boolean isAscending(EntityPage page) {
        return page.entities().keySet().stream()
                .gather(Gatherers.windowSliding(2))
                .allMatch(pair -> pair.size() < 2 || pair.getFirst() < pair.getLast());
    }

    /// What the rule does about entities that meet all criteria but for those of their tasks.
    private CrmResult<Step> found(
            DueRule rule,
            EntitySearch search,
            Walk walk,
            SequencedMap<Long, Map<String, @Nullable Object>> candidates) {
        if (!rule.perPerson() && walk.found() >= rule.limit()) {
            return new CrmResult.All<>(limited(rule, walk, events(rule, search, sure(search, candidates))));
        }
        return switch (withTasks(search, candidates.keySet())) {
            case CrmResult.Failed(var failure) -> new CrmResult.Failed<>(failure);
            case CrmResult.All(var withTasks) -> {
                candidates.keySet().removeAll(withTasks);
                yield new CrmResult.All<>(
                        rule.perPerson()
                                ? new Step(List.of(), walk.and(people(walk, candidates)))
                                : limited(rule, walk, events(rule, search, candidates)));
            }
        };
    }

    private static SequencedMap<Long, Map<String, @Nullable Object>> sure(
            EntitySearch search, SequencedMap<Long, Map<String, @Nullable Object>> candidates) {
        var sure = new LinkedHashMap<Long, Map<String, @Nullable Object>>();
        for (var one : candidates.entrySet()) {
            if (search.isSure(one.getValue())) {
                sure.put(one.getKey(), one.getValue());
            }
        }
        return sure;
    }

    private List<CrmEvent> events(
            DueRule rule, EntitySearch search, SequencedMap<Long, Map<String, @Nullable Object>> found) {
        var events = new ArrayList<CrmEvent>();
        for (var one : found.entrySet()) {
            events.add(rule.event(account(), new EntityRef(search.type(), one.getKey()), one.getValue()));
        }
        return events;
    }

    /// The events that the rule may answer, as many as its limit leaves.
    private Step limited(DueRule rule, Walk walk, List<CrmEvent> events) {
        var answered = events.stream().filter(book::mayAnswer).toList();
        var made = answered.stream().limit(rule.limit() - walk.found()).toList();
        return new Step(made, walk.and(made.size(), answered.size() - made.size()));
    }

    /// The end of a walk: what was found of people makes its events now.
    private CrmResult<Step> end(DueRule rule, Step last) {
        if (!rule.perPerson()) {
            return new CrmResult.All<>(new Step(last.events, last.walk.over()));
        }
        return switch (personEvents.of(session, rule, last.walk.people())) {
            case CrmResult.Failed(var failure) -> new CrmResult.Failed<>(failure);
            case CrmResult.All(var events) -> {
                var step = limited(rule, last.walk, events);
                yield new CrmResult.All<>(new Step(step.events, step.walk.over()));
            }
        };
    }

    private static Map<Long, PersonFinds> people(Walk walk, SequencedMap<Long, Map<String, @Nullable Object>> found) {
        var people = new HashMap<>(walk.people());
        found.values().forEach(entity -> {
            long user = entity.get("responsible_user_id") instanceof Long id ? id : 0;
            var before = people.getOrDefault(user, PersonFinds.NONE);
            var name = entity.get("name") instanceof String text ? text : "";
            people.put(user, Walk.hasRoom(people) ? before.and(name) : before.andOne());
        });
        return people;
    }

    /// The entities that have an open task after all.
    private CrmResult<Set<Long>> withTasks(EntitySearch search, Set<Long> candidates) {
        var with = new HashSet<Long>();
        var portions = new ArrayList<>(candidates)
                .stream()
                        .gather(Gatherers.windowFixed(CrmEntities.IDS_IN_A_CALL))
                        .toList();
        for (var ids : portions) {
            var query = search.tasks(Set.copyOf(ids));
            if (query.isPresent()) {
                switch (tasks.find(session, query.get())) {
                    case CrmResult.Failed(var failure) -> {
                        return new CrmResult.Failed<>(failure);
                    }
                    case CrmResult.All(var open) ->
                        open.stream().map(Task::about).forEach(about -> with.add(about == null ? 0L : about.id()));
                }
            }
        }
        return new CrmResult.All<>(with);
    }

    private String account() {
        return session.account().name();
    }

    /// A step of a walk.
    ///
    /// @param events what was found
    /// @param walk the walk behind them
    private record Step(List<CrmEvent> events, Walk walk) {}

    /// The entities behind the last one of a walk.
    ///
    /// @param lastId the id of the last one now
    /// @param position how many entities there are up to that one
    /// @param isLast whether there are no more
    private record Read(
            SequencedMap<Long, Map<String, @Nullable Object>> entities, long lastId, long position, boolean isLast) {

        static Read of(EntityPage page, PageCut cut, Walk walk) {
            var fresh = new LinkedHashMap<Long, Map<String, @Nullable Object>>();
            for (var one : page.entities().entrySet()) {
                if (one.getKey() > walk.lastId()) {
                    fresh.put(one.getKey(), one.getValue());
                }
            }
            long lastId = fresh.isEmpty() ? walk.lastId() : fresh.lastEntry().getKey();
            long position = cut.begin() + page.entities().size();
            return new Read(fresh, lastId, position, page.isLast());
        }
    }
}
