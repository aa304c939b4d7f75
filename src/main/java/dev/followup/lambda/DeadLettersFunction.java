package dev.followup.lambda;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.followup.explain.Explanation.Refusal;
import dev.followup.inbox.DeadLetter;
import dev.followup.inbox.DeadLetterQueue;
import dev.followup.inbox.InboxUnavailableException;
import io.quarkus.funqy.Funq;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The function `dead-letters`: lists the messages that could not be processed, with reason and body, or sends
/// them to the inbox again.
public class DeadLettersFunction {

    private final DeadLetterQueue queue;

    DeadLettersFunction(DeadLetterQueue queue) {
        this.queue = queue;
    }

    /// Lists dead letters, or sends them again.
    @Funq("dead-letters")
    public Response deadLetters(Request request) {
        try {
            return request.send()
                    ? new Response(List.of(), letters(queue.sendAgain()), List.of())
                    : new Response(letters(queue.list()), List.of(), List.of());
        } catch (InboxUnavailableException e) {
            return new Response(
                    List.of(),
                    List.of(),
                    List.of(new Refusal("queue", "the queue failed, ask again: " + e.getMessage())));
        }
    }

    private static List<Letter> letters(List<DeadLetter> all) {
        return all.stream().map(Letter::of).toList();
    }

    /// What is to be done.
    ///
    /// @param send whether the messages are sent to the inbox again; otherwise they are listed
    public record Request(boolean send) {}

    /// What was found, or sent.
    ///
    /// @param found the dead letters; at most ten of each account, the others follow when these are gone
    /// @param sent those that were sent to the inbox again
    /// @param refused what failed
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record Response(List<Letter> found, List<Letter> sent, List<Refusal> refused) {}

    /// A dead letter.
    ///
    /// @param account the name of its message group
    /// @param source who put it into the inbox: `webhook`, `clock` or `person`
    /// @param reason why it was moved there; absent if it was received a thousand times
    /// @param since when it was moved there
    /// @param stays why it cannot be sent again; absent if it can
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Letter(
            String id,
            String account,
            String source,
            @Nullable String reason,
            String body,
            Instant since,
            @Nullable String stays) {

        private static final String REST_OF_EVENT =
                "it is no message but the rest of an event that had waited for its facts, and cannot be read again:"
                        + " create its task by hand, and delete it";

        static Letter of(DeadLetter letter) {
            return new Letter(
                    letter.id(),
                    letter.account(),
                    letter.source().attribute(),
                    letter.reason(),
                    letter.body(),
                    letter.since(),
                    letter.canBeSentAgain() ? null : REST_OF_EVENT);
        }
    }
}
