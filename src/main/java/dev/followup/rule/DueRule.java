package dev.followup.rule;

import dev.followup.event.CrmEvent;
import dev.followup.event.EntityRef;
import dev.followup.event.EventKind;
import dev.followup.event.Facts;
import dev.followup.event.UnixTime;
import dev.followup.task.PersonFinds;
import dev.followup.task.Task;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A rule that runs by the clock and is due, or a rule on a date that looks for entities.
///
/// @param rule the name of the rule
/// @param key the key of the rule, under which the ledger keeps how far it has come
/// @param slot the time at which it is due, in whole minutes
/// @param search what it looks for; `null` if it makes a single event
/// @param limit the most events that it makes
/// @param perPerson whether it makes one event of all that it finds of a person, and not one of each find
public record DueRule(
        String rule, String key, Instant slot, @Nullable Search search, int limit, boolean perPerson) {

    /// The same rule with another search.
    DueRule with(Search other) {
        return new DueRule(rule, key, slot, other, limit, perPerson);
    }

    /// The single event of a rule that looks for nothing, in an account.
    public CrmEvent event(String account) {
        return event(account, null, new Facts(Map.of()), null, "");
    }

    /// The event of a task that it has found.
    public CrmEvent event(String account, Task task) {
        var facts = new LinkedHashMap<String, @Nullable Object>();
        facts.put("task", task.document());
        var about = task.about();
        if (about != null) {
            facts.put(about.type().singular(), Map.of("id", about.id()));
        }
        return event(account, about, new Facts(facts), task.createdAt(), ":" + task.id());
    }

    /// The event of a lead, contact, company or customer that it has found.
    ///
    /// @param document all that is known of it
    public CrmEvent event(String account, EntityRef found, Map<String, @Nullable Object> document) {
        var subject = found.type().singular();
        var created = document.get("created_at") instanceof Long seconds
                ? UnixTime.of(seconds).orElse(null)
                : null;
        return event(account, found, new Facts(Map.of(subject, document), Set.of(subject)), created, ":" + found);
    }

    /// An event of each person, the one of whom most was found first.
    ///
    /// @param people what was found, by the users' ids; 0 for what nobody is responsible for
    /// @param names the users' names, by their ids
    public List<CrmEvent> events(String account, Map<Long, PersonFinds> people, Map<Long, String> names) {
        return people.entrySet().stream()
                .sorted(PersonFinds.MOST_FIRST)
                .map(one -> event(account, one.getKey(), names, one.getValue()))
                .toList();
    }

    private CrmEvent event(String account, long user, Map<Long, String> names, PersonFinds finds) {
        var person = new LinkedHashMap<String, @Nullable Object>();
        if (user > 0) {
            person.put("id", user);
        }
        person.put("name", user == 0 ? "nobody" : names.getOrDefault(user, "user " + user));
        var facts = new LinkedHashMap<String, @Nullable Object>();
        facts.put("person", person);
        facts.put(kind().plural(), Map.of("count", finds.count(), kind().texts(), finds.list()));
        return event(account, null, new Facts(facts), null, ":users/" + user);
    }

    /// @param created when what was found was added; `null` if that is not known
    /// @param what the end of the key
    private CrmEvent event(
            String account, @Nullable EntityRef entity, Facts facts, @Nullable Instant created, String what) {
        var event = new LinkedHashMap<String, @Nullable Object>();
        event.put("kind", kind().word());
        event.put("rule", rule);
        if (created != null) {
            event.put("age", Math.max(0, Duration.between(created, slot).toSeconds()));
        }
        var all = new LinkedHashMap<String, @Nullable Object>();
        all.put("event", event);
        all.putAll(facts.document());
        var key = account + ":" + rule + ":" + slot.getEpochSecond() + what;
        return new CrmEvent(kind(), account, entity, slot, new Facts(all, facts.whole()), key);
    }

    /// The kind of its events.
    public EventKind kind() {
        return kind(search);
    }

    /// The kind of the events of a rule that runs by the clock.
    ///
    /// @param search what it looks for; `null` for nothing
    static EventKind kind(@Nullable Search search) {
        return search == null ? EventKind.SCHEDULE_TICK : search.kind();
    }
}
