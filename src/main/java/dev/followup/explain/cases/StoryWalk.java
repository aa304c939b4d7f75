package dev.followup.explain.cases;

import dev.followup.event.CrmEvent;
import dev.followup.event.EntityRef;
import dev.followup.explain.cases.RuleCase.ListedEntity;
import dev.followup.rule.DueRule;
import dev.followup.rule.EntitySearch;
import dev.followup.rule.RuleBook;
import dev.followup.task.PersonFinds;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The walks of rules that are due at a step of a story, through the entities that the step lists.
final class StoryWalk {

    private static final Duration MINUTE = Duration.ofMinutes(1);

    /// When an entity was added and changed if the story does not say so.
    private static final Map<String, @Nullable Object> LONG_AGO = Map.of("created_at", 0L, "updated_at", 0L);

    private final String account;
    private final RuleBook book;
    private final RuleCase.Step step;
    private final List<CrmEvent> events = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();

    /// A walk of each rule that is due.
    ///
    /// @throws IllegalArgumentException if no rule looks at what the step lists
    StoryWalk(String account, RuleBook book, RuleCase.Step step) {
        this.account = account;
        this.book = book;
        this.step = step;
        var unseen = EnumSet.noneOf(EntityRef.Type.class);
        unseen.addAll(step.listed().keySet());
        for (var rule : book.due(step.time().minus(MINUTE), step.time())) {
            if (rule.search() instanceof EntitySearch search && step.listed().containsKey(search.type())) {
                unseen.remove(search.type());
                walk(rule, search);
            }
        }
        if (!unseen.isEmpty()) {
            throw new IllegalArgumentException("%s: no rule looks at %s at %s"
                    .formatted(
                            step.place(),
                            unseen.iterator().next().word(),
                            step.time().atZone(book.zone()).toOffsetDateTime()));
        }
    }

    /// The events that the rules answer.
    List<CrmEvent> events() {
        return events;
    }

    /// What a limit left.
    List<String> notes() {
        return notes;
    }

    /// Walks as a worker does: through the entities in the order of their ids.
    private void walk(DueRule rule, EntitySearch search) {
        var found = step.listed().getOrDefault(search.type(), List.of()).stream()
                .filter(entity -> isFound(search, rule, entity))
                .sorted(Comparator.comparing(ListedEntity::id))
                .toList();
        var answered = (rule.perPerson() ? ofPeople(rule, found) : ofEach(rule, search.type(), found))
                .stream().filter(book::mayAnswer).toList();
        events.addAll(answered.subList(0, Math.min(rule.limit(), answered.size())));
        if (answered.size() > rule.limit()) {
            notes.add("%s: its limit of %d leaves %d out"
                    .formatted(rule.rule(), rule.limit(), answered.size() - rule.limit()));
        }
    }

    private static boolean isFound(EntitySearch search, DueRule rule, ListedEntity entity) {
        var without = search.withoutTask();
        boolean hasTask = without != null
                && entity.openTasks().stream().anyMatch(type -> without.isEmpty() || without.contains(type));
        var facts = new HashMap<String, @Nullable Object>(LONG_AGO);
        facts.putAll(entity.facts());
        return !hasTask && search.wants(facts, rule.slot(), Set.of());
    }

    private List<CrmEvent> ofEach(DueRule rule, EntityRef.Type type, List<ListedEntity> found) {
        return found.stream()
                .map(entity -> rule.event(account, new EntityRef(type, entity.id()), entity.facts()))
                .toList();
    }

    private List<CrmEvent> ofPeople(DueRule rule, List<ListedEntity> found) {
        Map<Long, PersonFinds> people = new HashMap<>();
        for (var entity : found) {
            people.compute(
                    number(entity.facts().get("responsible_user_id")),
                    (_, before) -> (before == null ? PersonFinds.NONE : before)
                            .and(name(entity.facts().get("name"))));
        }
        return rule.events(account, people, step.users());
    }

    private static long number(@Nullable Object value) {
        return value instanceof Number number ? number.longValue() : 0;
    }

    private static String name(@Nullable Object value) {
        return value instanceof String text ? text : "";
    }
}
