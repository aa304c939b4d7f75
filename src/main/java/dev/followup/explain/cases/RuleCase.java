package dev.followup.explain.cases;

import dev.followup.event.EntityRef;
import dev.followup.task.Absence;
import dev.followup.task.TaskType;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A test case of a rule book.
///
/// @param name its title, in the author's words
/// @param place its position, such as `rules.cases.yaml:3:3`
/// @param away the absences that people have reported
public record RuleCase(String name, String place, List<Absence> away, Content content) {

    public RuleCase {
        away = List.copyOf(away);
    }

    /// What happens in a case, and what must follow.
    public sealed interface Content permits Single, Story {}

    /// A single webhook or event.
    ///
    /// @param expected the commands that must follow, in this order and no others, those that wait too; each
    /// by those of its fields that matter
    public record Single(Given given, List<Map<String, @Nullable Object>> expected) implements Content {

        public Single {
            expected = List.copyOf(expected);
        }
    }

    /// Several events and moments.
    ///
    /// @param steps in the order in which Followup hears of them
    public record Story(List<Step> steps) implements Content {

        public Story {
            steps = List.copyOf(steps);
        }
    }

    /// A step of a story: an event, or a moment at which what is due by then fires.
    ///
    /// @param place its position
    /// @param given the event; `null` for a moment
    /// @param time when the event is heard, or the moment
    /// @param now what has changed in the CRM by then, by subject; empty for nothing
    /// @param listed what the CRM has at a moment at which scheduled rules look at it; empty if none does
    /// @param users the names of users, by their ids
    /// @param expected the commands that go at this step, in this order and no others
    public record Step(
            String place,
            @Nullable Given given,
            Instant time,
            Map<String, Map<String, @Nullable Object>> now,
            Map<EntityRef.Type, List<ListedEntity>> listed,
            Map<Long, String> users,
            List<Map<String, @Nullable Object>> expected) {

        public Step {
            listed = Map.copyOf(listed);
            users = Map.copyOf(users);
            expected = List.copyOf(expected);
        }
    }

    /// A lead, contact, company or customer that the CRM has.
    ///
    /// @param openTasks the types of its open tasks
    public record ListedEntity(long id, Map<String, @Nullable Object> facts, Set<TaskType> openTasks) {

        public ListedEntity {
            openTasks = Set.copyOf(openTasks);
        }
    }

    /// The event of a case.
    ///
    /// @param webhook the body of a webhook; `null` if an event is given
    /// @param event an event as `SampleEvent` has it; `null` if a webhook is given
    /// @param facts the CRM's answers for what the webhook lacks, by subject; empty for none
    /// @param at when it happens, or when the webhook is received
    /// @param heardAt when Followup hears of it
    public record Given(
            @Nullable String webhook,
            @Nullable Map<String, @Nullable Object> event,
            Map<String, Map<String, @Nullable Object>> facts,
            Instant at,
            Instant heardAt) {}
}
