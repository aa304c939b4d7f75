package dev.followup.console;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// An event as the page shows it: what the rules decided, and how far its commands are.
///
/// @param id counts the events since the start
/// @param version grows whenever anything changes, over all events
/// @param kind such as `lead.added`
/// @param entity such as `leads/501`; `null` for none
/// @param about everything that it names or is linked to, such as `contacts/601`
/// @param time when it happened, in ISO-8601, UTC
/// @param facts what the rules saw
/// @param words what became of it, in words
/// @param rules the verdicts of the rules that were asked, in the order of the book
/// @param others how many rules listen to other events only
/// @param commands what is done for it
/// @param warnings what the book's author probably did not intend
/// @param repeats how often it was reported again
@JsonInclude(JsonInclude.Include.NON_NULL)
record FeedEvent(
        long id,
        long version,
        String account,
        String kind,
        @Nullable String entity,
        List<String> about,
        String time,
        Map<String, @Nullable Object> facts,
        String words,
        List<Verdict> rules,
        int others,
        List<FeedCommand> commands,
        List<String> warnings,
        int repeats) {

    /// The verdict of a rule.
    ///
    /// @param decision `fires`, `does-not-fire` or `undecided`
    record Verdict(String rule, String decision, String reason) {}
}
