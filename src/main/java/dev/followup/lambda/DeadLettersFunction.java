package dev.followup.lambda;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.followup.explain.Explanation.Refusal;
import dev.followup.inbox.DeadLetter;
import dev.followup.inbox.DeadLetterQueue;
import dev.followup.inbox.InboxUnavailableException;
import io.quarkus.funqy.Funq;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The function `dead-letters`: lists the messages that could not be processed, with reason and body, or sends
/// them to the inbox again.
public class DeadLettersFunction {

    /// How many bytes the bodies in an answer have at most. JSON may double them, and Lambda's answers have 6 MB.
    /// Source: AWS documentation, "Lambda quotas"; read 2026-11-29.
    private static final int MOST_BYTES = 2_500_000;

    private final DeadLetterQueue queue;

    DeadLettersFunction(DeadLetterQueue queue) {
        this.queue = queue;
    }

    /// Lists dead letters, or sends them again.
    @Funq("dead-letters")
    public Response deadLetters(Request request) {
        try {
            return request.send()
                    ? new Response(List.of(), letters(queue.sendAgain(), 0), List.of())
                    : new Response(letters(queue.list(), MOST_BYTES), List.of(), List.of());
        } catch (InboxUnavailableException e) {
            return new Response(
                    List.of(),
                    List.of(),
                    List.of(new Refusal("queue", "the queue failed, ask again: " + e.getMessage())));
        }
    }

    /// @param most how many bytes their bodies may have together; beyond that letters have none
    private static List<Letter> letters(List<DeadLetter> all, int most) {
        var letters = new ArrayList<Letter>();
        int bytes = 0;
        for (var letter : all) {
            bytes += letter.body().getBytes(StandardCharsets.UTF_8).length;
            letters.add(Letter.of(letter, bytes <= most));
        }
        return List.copyOf(letters);
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
    /// @param body absent of those that were sent, and if the answer has no room for more
    /// @param since when it was moved there
    /// @param stays why it cannot be sent again; absent if it can
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Letter(
            String id,
            String account,
            String source,
            @Nullable String reason,
            @Nullable String body,
            Instant since,
            @Nullable String stays) {

        private static final String EVENT =
                "it is no message but an event that had waited for its facts, or that a tick found, and cannot be read again:"
                        + " create its task by hand, and delete it";

        static Letter of(DeadLetter letter, boolean withBody) {
            return new Letter(
                    letter.id(),
                    letter.account(),
                    letter.source().attribute(),
                    letter.reason(),
                    withBody ? letter.body() : null,
                    letter.since(),
                    letter.canBeSentAgain() ? null : EVENT);
        }
    }
}
