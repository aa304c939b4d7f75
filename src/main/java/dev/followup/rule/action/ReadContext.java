package dev.followup.rule.action;

import dev.followup.event.EventKind;
import dev.followup.rule.fact.FactSchema;
import dev.followup.rule.time.WorkingTime;
import dev.followup.yaml.YamlNode;
import java.time.ZoneId;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What the parts of a rule may refer to.
///
/// @param zone the book's time zone; `null` if it names none
/// @param workingTime when people work; `null` if the book does not say
/// @param fallbacks who gets a task when the action names nobody, in turn
/// @param facts those that may be spoken of
/// @param types the types of task that have names
/// @param kinds what the rule listens to; nothing if that is not known
/// @param adds whether the rule adds tasks
public record ReadContext(
        @Nullable ZoneId zone,
        @Nullable WorkingTime workingTime,
        List<Assignee> fallbacks,
        FactSchema facts,
        TaskTypes types,
        Set<EventKind> kinds,
        boolean adds) {

    /// Who gets a task for which an action names somebody: them, or else the fallbacks.
    List<Assignee> orFallbacks(@Nullable Assignee named) {
        return named == null
                ? fallbacks
                : Stream.concat(Stream.of(named), fallbacks.stream()).toList();
    }

    /// The context of a rule of the book.
    public ReadContext of(Set<EventKind> kinds, @Nullable Assignee fallback, boolean adds) {
        return new ReadContext(zone, workingTime, orFallbacks(fallback), facts.of(kinds), types, kinds, adds);
    }

    /// Notes what is about entities in a rule that listens to something which never has one.
    public void requireEntity(YamlNode node) {
        kinds.stream()
                .filter(kind -> !kind.mayHaveEntity())
                .findFirst()
                .ifPresent(kind -> node.object(
                        "found a rule on " + kind + ", which never names a lead, contact, company or customer"));
    }
}
