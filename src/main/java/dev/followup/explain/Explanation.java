package dev.followup.explain;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The explanation of what would happen and why, for people and for JSON.
///
/// @param zone the time zone of the rule book, such as `Europe/Moscow`; UTC without one
/// @param events the events in the body
/// @param refused the parts that could not be read
/// @param rules every rule's verdict on every event
/// @param commands the commands that would be sent to the CRM
/// @param warnings what would probably not be sent as intended
public record Explanation(
        String zone,
        List<Event> events,
        List<Refusal> refused,
        List<Verdict> rules,
        List<Command> commands,
        List<String> warnings) {

    /// The explanation of a request that could not be read at all.
    public static Explanation refused(String where, String reason) {
        return new Explanation("UTC", List.of(), List.of(new Refusal(where, reason)), List.of(), List.of(), List.of());
    }

    /// An event.
    ///
    /// @param kind such as `lead.added`
    /// @param entity the entity to which tasks are linked; `null` for none
    /// @param time in ISO-8601, UTC
    /// @param facts the facts that rules can use
    /// @param missing the entities that would be fetched first, such as `lead`; absent for none
    public record Event(
            String kind,
            @Nullable Entity entity,
            String time,
            Map<String, @Nullable Object> facts,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> missing) {}

    /// The entity to which a task is linked.
    ///
    /// @param type the plural word of API v4, such as `leads`
    public record Entity(String type, long id) {

        /// The path of the API, such as `leads/501`.
        @Override
        public String toString() {
            return type + "/" + id;
        }
    }

    /// A part of the body, or all of it, that could not be read.
    public record Refusal(String where, String reason) {

        /// As in `account: found other, expected demo`.
        public String words() {
            return where + ": " + reason;
        }
    }

    /// A rule's verdict on an event.
    ///
    /// @param event the event's index
    /// @param listens whether the rule is for this kind of event, and so was asked at all
    /// @param fires `null` if a fact must be fetched first, or tasks must be searched
    public record Verdict(
            String rule,
            int event,
            boolean listens,
            @Nullable Boolean fires,
            String reason) {}

    /// A command that would be sent.
    ///
    /// @param event the event's index
    /// @param action the rule book's word for it, such as `create-task`
    /// @param task the id of the task that is completed or changed; absent if it is added, or found by
    /// `which`
    /// @param which the tasks that are completed or changed, in words; absent if it is the one of `task`
    /// @param work the task after the command; in JSON its fields are beside the others
    /// @param unless the open task that prevents the command, in words; absent if none does
    /// @param once how often the rule reacts to the entity, in words; absent for always
    /// @param after until when it waits, in ISO-8601 with the offset of the rule book's zone; absent if
    /// it goes at once
    /// @param stopOn the events that stop it while it waits; absent for none
    /// @param askedAgain the rule's keys whose conditions are asked again when its time has come; absent
    /// for none
    /// @param closeOn the events that close its task; absent for none
    /// @param rotates the ids of the users who take turns, without those who are passed over; absent without
    /// rotation
    /// @param leastLoaded those of whom the one with the fewest open tasks is chosen when it is sent, such as
    /// `boris (if fewer than 20)`; absent if nobody is
    /// @param passedOver who does not get the task although named, and why; absent for nobody
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
            @Nullable String after,
            List<String> stopOn,
            List<String> askedAgain,
            List<String> closeOn,
            List<Long> rotates,
            List<String> leastLoaded,
            List<String> passedOver) {}

    /// The task after a command, as far as the command sets it.
    ///
    /// @param entity the entity to which it is linked
    /// @param type the id of its type
    /// @param due in ISO-8601 with the offset of the rule book's zone
    /// @param responsible the user's id; absent if the CRM decides, or users take turns
    /// @param result the text of its result, if it is completed
    /// @param typeName the name of its type, if the book uses it and has a directory
    /// @param responsibleName the name of the user, if the book uses it and has a directory
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Work(
            @Nullable Entity entity,
            @Nullable Long type,
            @Nullable String text,
            @Nullable String due,
            @Nullable Long durationSeconds,
            @Nullable Long responsible,
            @Nullable String result,
            @Nullable String typeName,
            @Nullable String responsibleName) {

        /// The user in words, as in `user 103 (Vera Lind)`; `null` if there is none.
        public @Nullable String person() {
            return responsible == null
                    ? null
                    : "user " + responsible + (responsibleName == null ? "" : " (" + responsibleName + ")");
        }
    }
}
