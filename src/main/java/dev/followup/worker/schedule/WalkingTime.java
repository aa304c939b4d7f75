package dev.followup.worker.schedule;

import dev.followup.crm.entity.CrmEntities;
import dev.followup.crm.session.CrmResult;
import dev.followup.crm.session.CrmSession;
import dev.followup.crm.session.Page;
import dev.followup.crm.task.CrmTasks;
import dev.followup.event.CrmEvent;
import dev.followup.event.EntityRef;
import dev.followup.inbox.InboxMessage;
import dev.followup.ledger.Walk;
import dev.followup.rule.DateSearch;
import dev.followup.rule.DueRule;
import dev.followup.rule.EntitySearch;
import dev.followup.rule.RuleBook;
import dev.followup.rule.TaskSearch;
import dev.followup.task.PersonFinds;
import dev.followup.task.Task;
import dev.followup.task.TaskAddition;
import dev.followup.task.TaskQuery;
import dev.followup.task.WaitRequest;
import dev.followup.telemetry.LogTime;
import dev.followup.worker.intake.ReceivedEvent;
import dev.followup.worker.schedule.ListReader.ListPage;
import dev.followup.worker.schedule.ListReader.Read;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import java.util.stream.Gatherers;
import org.jspecify.annotations.Nullable;

/// The time of one tick in which rules walk through the entities of an account. They are read in the order of
/// their ids, without a filter.
public final class WalkingTime {

    /// The time that reading a page and its tasks takes. With less, the next tick reads it.
    private static final Duration OF_A_PAGE = Duration.ofSeconds(2);

    private static final TaskQuery OPEN_TASKS = TaskQuery.ALL.withCompleted(false);

    private final CrmSession session;
    private final RuleBook book;
    private final InboxMessage message;
    private final CrmEntities entities;
    private final CrmTasks tasks;
    private final PersonEvents personEvents;
    private final List<TaskAddition> additions;

    private @Nullable Set<Long> incomingStages;

    WalkingTime(
            CrmSession session,
            RuleBook book,
            InboxMessage message,
            CrmEntities entities,
            CrmTasks tasks,
            PersonEvents personEvents,
            List<TaskAddition> additions) {
        this.session = session;
        this.book = book;
        this.message = message;
        this.entities = entities;
        this.tasks = tasks;
        this.personEvents = personEvents;
        this.additions = List.copyOf(additions);
    }

    /// The session of the walks: it takes half of the rate limit, and ends with their time.
    public CrmSession session() {
        return session;
    }

    /// Goes on with a walk until it finds something, is over, or time is up.
    public WalkPortion next(Walk begun) {
        var found = book.walk(begun.rule(), begun.slot());
        if (found.isEmpty() || !isOf(begun, found.get())) {
            return new WalkPortion(List.of(), List.of(), null, begun.over(), false);
        }
        var rule = found.get();
        var walk = begun;
        while (session.allows(OF_A_PAGE)) {
            switch (step(rule, walk)) {
                case CrmResult.All(var step) -> {
                    walk = step.walk;
                    if (walk.isOver() || !step.isEmpty()) {
                        return portion(rule, step, !walk.isOver());
                    }
                }
                case CrmResult.Failed(var failure) -> {
                    if (walk.equals(begun) || session.allows(OF_A_PAGE)) { // else only time was up
                        failure.log(account(), "rule " + rule.rule() + " of " + LogTime.of(rule.slot()));
                    }
                    return portion(rule, Step.nothing(walk), false);
                }
            }
        }
        return portion(rule, Step.nothing(walk), false);
    }

    /// Whether the rule still looks for what the walk looks for.
    private static boolean isOf(Walk walk, DueRule rule) {
        return switch (rule.search()) {
            case EntitySearch _ -> walk.dates() == null;
            case DateSearch search -> walk.isOf(search.date());
            case TaskSearch _ -> false;
            case null -> false;
        };
    }

    private WalkPortion portion(DueRule rule, Step step, boolean goesOn) {
        var events = step.events.stream()
                .map(event -> new ReceivedEvent(event, message))
                .toList();
        return new WalkPortion(events, step.waits, rule, step.walk, goesOn);
    }

    private CrmResult<Step> step(DueRule rule, Walk walk) {
        return switch (rule.search()) {
            case EntitySearch search -> found(rule, search, walk);
            case DateSearch search -> dates(rule, search, walk);
            case TaskSearch _ -> throw new IllegalStateException("tasks are found at once: " + rule);
            case null -> throw new IllegalStateException("looks for nothing: " + rule);
        };
    }

    /// The entities of one page, or what was found of people after the last.
    private CrmResult<Step> found(DueRule rule, EntitySearch search, Walk walk) {
        var stages = incomingStages(search);
        if (stages instanceof CrmResult.Failed(var failure)) {
            return new CrmResult.Failed<>(failure);
        }
        return switch (entities(search.type()).read(walk)) {
            case CrmResult.Failed(var failure) -> new CrmResult.Failed<>(failure);
            case CrmResult.All(var read) ->
                switch (found(rule, search, walk, wanted(search, rule, read.items(), stages))) {
                    case CrmResult.Failed(var failure) -> new CrmResult.Failed<>(failure);
                    case CrmResult.All(var step) -> {
                        var next = step.at(step.walk.readUntil(read.lastId(), read.position()));
                        yield read.isLast() ? end(rule, next) : new CrmResult.All<>(next);
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

    private ListReader<Map<String, @Nullable Object>> entities(EntityRef.Type type) {
        return new ListReader<>(type.word(), cut -> switch (entities.page(session, type, cut.number(), cut.limit())) {
            case CrmResult.Failed(var failure) -> new CrmResult.Failed<>(failure);
            case CrmResult.All(var page) -> new CrmResult.All<>(new ListPage<>(page.entities(), page.isLast()));
        });
    }

    private ListReader<Task> openTasks() {
        return new ListReader<>("tasks", cut -> switch (tasks.page(session, OPEN_TASKS, cut.number(), cut.limit())) {
            case CrmResult.Failed(var failure) -> new CrmResult.Failed<>(failure);
            case CrmResult.All(var page) -> {
                var byId = new LinkedHashMap<Long, Task>();
                page.items().forEach(task -> byId.put(task.id(), task));
                yield new CrmResult.All<>(new ListPage<>(byId, page.isLast()));
            }
        });
    }

    /// What a rule on a date is to wait for because of the entities of one page.
    private CrmResult<Step> dates(DueRule rule, DateSearch search, Walk walk) {
        var type = search.type();
        return type.isPresent()
                ? dates(
                        rule,
                        walk,
                        entities(type.get()).read(walk),
                        (id, entity) -> event(rule, type.get(), id, entity))
                : dates(rule, walk, openTasks().read(walk), (_, task) -> event(rule, task));
    }

    private Optional<CrmEvent> event(DueRule rule, EntityRef.Type type, long id, Map<String, @Nullable Object> entity) {
        return Boolean.TRUE.equals(entity.get("is_deleted"))
                ? Optional.empty()
                : Optional.of(rule.event(account(), new EntityRef(type, id), entity));
    }

    /// The CRM may ignore that only open tasks are asked for.
    private Optional<CrmEvent> event(DueRule rule, Task task) {
        return task.completed() ? Optional.empty() : Optional.of(rule.event(account(), task));
    }

    private <T> CrmResult<Step> dates(
            DueRule rule, Walk walk, CrmResult<Read<T>> result, BiFunction<Long, T, Optional<CrmEvent>> event) {
        return switch (result) {
            case CrmResult.Failed(var failure) -> new CrmResult.Failed<>(failure);
            case CrmResult.All(var read) -> {
                boolean isFirst = walk.dates() != null && walk.dates().isFirst();
                var follows = read.items().entrySet().stream()
                        .flatMap(one -> event.apply(one.getKey(), one.getValue()).stream())
                        .flatMap(found -> book.follow(rule.key(), found, rule.slot(), isFirst).stream())
                        .<WaitRequest>map(follow -> follow)
                        .toList();
                var next = walk.readUntil(read.lastId(), read.position()).and(follows.size(), 0);
                yield new CrmResult.All<>(new Step(List.of(), follows, read.isLast() ? next.over() : next));
            }
        };
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
                                ? Step.nothing(walk.and(people(walk, candidates)))
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
        var made = answered.stream()
                .limit(Math.max(0, rule.limit() - walk.found()))
                .toList();
        return new Step(made, List.of(), walk.and(made.size(), answered.size() - made.size()));
    }

    /// The end of a walk: what was found of people makes its events now.
    private CrmResult<Step> end(DueRule rule, Step last) {
        if (!rule.perPerson()) {
            return new CrmResult.All<>(last.at(last.walk.over()));
        }
        return switch (personEvents.of(session, rule, last.walk.people())) {
            case CrmResult.Failed(var failure) -> new CrmResult.Failed<>(failure);
            case CrmResult.All(var events) -> {
                var step = limited(rule, last.walk, events);
                yield new CrmResult.All<>(step.at(step.walk.over()));
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

    /// The entities that have an open task after all, or were given one so short a time ago that the CRM may not show
    /// it yet.
    private CrmResult<Set<Long>> withTasks(EntitySearch search, Set<Long> candidates) {
        var with = additions.stream()
                .filter(search::excludes)
                .map(added -> added.about().id())
                .collect(Collectors.toCollection(HashSet::new));
        var portions = new ArrayList<>(candidates)
                .stream().gather(Gatherers.windowFixed(Page.IDS_IN_A_CALL)).toList();
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
    /// @param waits what a rule on a date is to wait for
    /// @param walk the walk behind them
    private record Step(List<CrmEvent> events, List<WaitRequest> waits, Walk walk) {

        static Step nothing(Walk walk) {
            return new Step(List.of(), List.of(), walk);
        }

        boolean isEmpty() {
            return events.isEmpty() && waits.isEmpty();
        }

        Step at(Walk other) {
            return new Step(events, waits, other);
        }
    }
}
