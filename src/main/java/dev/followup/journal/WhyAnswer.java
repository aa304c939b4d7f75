package dev.followup.journal;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.followup.explain.Explanation;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/// The answer to a person who asks why there is a task, or none. Times are in ISO-8601, UTC.
///
/// @param zone the time zone of the rule book, such as `Europe/Moscow`
/// @param question what was asked about, such as `leads/501`
/// @param answer the answer in a few sentences
/// @param events what was heard, in the order of time
/// @param notes what happened to events that were not planned, such as repeats
/// @param waiting the actions that wait for their time
/// @param incomplete the events that wait for facts
/// @param webhooks what the CRM reports; absent if something was heard
/// @param next where the next page begins; absent if there is none
/// @param refused what is wrong with the question
@JsonInclude(JsonInclude.Include.NON_NULL)
public record WhyAnswer(
        String account,
        String zone,
        String question,
        List<String> answer,
        List<Event> events,
        List<Note> notes,
        List<Waiting> waiting,
        List<Incomplete> incomplete,
        @Nullable Webhooks webhooks,
        @Nullable String next,
        List<Explanation.Refusal> refused) {

    /// The answer to a question that is wrong.
    public static WhyAnswer refused(String account, String where, String reason) {
        return new WhyAnswer(
                account,
                "UTC",
                "",
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                null,
                null,
                List.of(new Explanation.Refusal(where, reason)));
    }

    /// An answer that is one sentence.
    public static WhyAnswer said(String account, String question, String sentence) {
        return new WhyAnswer(
                account,
                "UTC",
                question,
                List.of(sentence),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                null,
                null,
                List.of());
    }

    /// An event that was heard.
    ///
    /// @param key its key, which `explain` takes to replay it
    /// @param entity the entity to which tasks are linked; absent for none
    /// @param time when it happened
    /// @param heard when the inbox stored its message
    /// @param recovered whether no webhook reported it
    /// @param facts what the rules saw
    /// @param factsAreCut whether facts are left out or shortened, so that reasons may differ
    /// @param book the digest of the book that decided; absent if its text is not kept: then reasons are
    /// those of today's
    /// @param bookIsTodays whether that book is in use now
    /// @param rules the verdicts of the rules that listen to such events
    /// @param commands what was planned, and what became of it
    /// @param remarks what does not follow from facts and book
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Event(
            String key,
            String kind,
            Explanation.@Nullable Entity entity,
            String time,
            String heard,
            boolean recovered,
            Map<String, @Nullable Object> facts,
            boolean factsAreCut,
            @Nullable String book,
            boolean bookIsTodays,
            List<Verdict> rules,
            List<Command> commands,
            List<Remark> remarks) {}

    /// A rule's verdict on an event.
    ///
    /// @param fires `null` if the book cannot tell without more facts
    /// @param reason in words, with the place in the book of then
    /// @param today what the book of today says; absent unless it was asked for
    public record Verdict(
            String rule,
            @Nullable Boolean fires,
            String reason,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            Today today) {}

    /// What the book of today says.
    ///
    /// @param fires `null` if it cannot tell without more facts
    /// @param reason in words, with the place in the book of today
    /// @param differs whether it decides otherwise than the book of then
    public record Today(@Nullable Boolean fires, String reason, boolean differs) {}

    /// A command and what became of it.
    ///
    /// @param key its key
    /// @param what in JSON its fields are beside the others
    /// @param planned when it was written down
    /// @param state `done`, `skipped`, `refused`, `pending`, `sent`, or `ended` if it is not known how
    /// @param reason why nothing was done, or why it is pending; absent if there is nothing to say
    /// @param tasks the ids of the tasks that were added or changed
    /// @param ended when it ended; absent while it is pending
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Command(
            String key,
            @JsonUnwrapped Explanation.Command what,
            String planned,
            String state,
            @Nullable String reason,
            List<Long> tasks,
            @Nullable String ended) {}

    /// What does not follow from facts and book.
    ///
    /// @param rule absent if it concerns no single one
    /// @param until until when something waits; absent if nothing does
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Remark(
            @Nullable String rule,
            String at,
            String words,
            @Nullable String until) {}

    /// What happened to an event that was not planned.
    public record Note(String event, String kind, String at, String words) {}

    /// An action that waits for its time.
    ///
    /// @param event the key of the event from which it waits
    /// @param subject what it waits for
    /// @param what what it would do if it fired with the facts from which it waits; absent if the book of
    /// today has no such action. In JSON its task is below `what`
    /// @param due until when
    /// @param askedAgainAt when it is asked next, if it could not be asked in time; absent otherwise
    /// @param stopOn the events that stop it
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Waiting(
            String rule,
            int action,
            String event,
            String subject,
            Explanation.@Nullable Command what,
            String since,
            String due,
            @Nullable String askedAgainAt,
            List<String> stopOn) {}

    /// An event that waits for facts, or for the end of a command that may have caused it.
    public record Incomplete(String event, String kind, String time) {}

    /// What the CRM reports.
    ///
    /// @param checked when that was checked last; absent if it never was
    /// @param status what the check saw; absent if there was none
    /// @param subscribed the kinds that the CRM reports, by the names of its API
    /// @param last when the last webhook came; absent if none did
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Webhooks(
            @Nullable String checked,
            @Nullable String status,
            SortedSet<String> subscribed,
            @Nullable String last) {}
}
