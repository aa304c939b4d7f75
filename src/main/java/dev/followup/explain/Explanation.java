package dev.followup.explain;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What would happen, and why; for people and for JSON.
///
/// @param zone the time zone of the rule book, such as `Europe/Moscow`; UTC without one
/// @param events what the body tells
/// @param refused what of it could not be read
/// @param rules every rule's verdict on every event
/// @param commands what would be sent to the CRM
/// @param warnings what would be sent, but probably not as meant
public record Explanation(
        String zone,
        List<Event> events,
        List<Refusal> refused,
        List<Verdict> rules,
        List<Command> commands,
        List<String> warnings) {

    /// Nothing could be read at all.
    public static Explanation refused(String where, String reason) {
        return new Explanation("UTC", List.of(), List.of(new Refusal(where, reason)), List.of(), List.of(), List.of());
    }

    /// An event.
    ///
    /// @param kind such as `lead.added`
    /// @param entity what tasks about it hang on, `null` for nothing
    /// @param time in ISO-8601, UTC
    /// @param facts what rules may look at
    /// @param missing what the CRM would be asked about before the rules are, such as `lead`; absent for
    /// nothing
    public record Event(
            String kind,
            @Nullable Entity entity,
            String time,
            Map<String, @Nullable Object> facts,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> missing) {}

    /// What a task hangs on.
    ///
    /// @param type the plural word of API v4, such as `leads`
    public record Entity(String type, long id) {

        /// As the API's path has it, such as `leads/501`.
        @Override
        public String toString() {
            return type + "/" + id;
        }
    }

    /// A part of the body, or all of it, that could not be read.
    public record Refusal(String where, String reason) {}

    /// What a rule says of an event.
    ///
    /// @param event the event's index
    /// @param listens whether it listens to such events, and so was asked at all
    /// @param fires `null` if a fact would have to be fetched first, or tasks would have to be looked for
    public record Verdict(
            String rule,
            int event,
            boolean listens,
            @Nullable Boolean fires,
            String reason) {}

    /// What would be sent.
    ///
    /// @param event the event's index
    /// @param action the rule book's word for it, such as `create-task`
    /// @param task the id of the task that is completed or changed; absent if it is added, or found by
    /// `which`
    /// @param which the tasks that are completed or changed, in words; absent if it is the one of `task`
    /// @param work what the task is then; in JSON its parts stand beside the others
    /// @param unless the task that is asked for first, in words: if there is one, none is added; absent if
    /// nothing is asked
    /// @param once how seldom the rule answers the entity, in words; absent for always
    /// @param rotates the ids of the users of whom one gets it, in turn; absent if they take no turns
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record Command(
            String rule,
            int event,
            String action,
            @Nullable Long task,
            @Nullable String which,
            @JsonUnwrapped Work work,
            @Nullable String unless,
            @Nullable String once,
            List<Long> rotates) {}

    /// What a task is once an order is carried out, as far as the order tells.
    ///
    /// @param entity what it hangs on
    /// @param type the id of its type
    /// @param due in ISO-8601 with the offset of the rule book's zone
    /// @param responsible the user's id; absent if the CRM decides, or users take turns
    /// @param result the text of its result, if it is completed
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Work(
            @Nullable Entity entity,
            @Nullable Long type,
            @Nullable String text,
            @Nullable String due,
            @Nullable Long durationSeconds,
            @Nullable Long responsible,
            @Nullable String result) {}
}
