package dev.followup.lambda;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.followup.explain.Explanation.Refusal;
import dev.followup.inbox.DeadLetter;
import dev.followup.inbox.DeadLetterQueue;
import dev.followup.inbox.InboxUnavailableException;
import io.quarkus.funqy.Funq;
import java.util.List;

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
                    ? new Response(List.of(), queue.sendAgain(), List.of())
                    : new Response(queue.list(), List.of(), List.of());
        } catch (InboxUnavailableException e) {
            return new Response(
                    List.of(),
                    List.of(),
                    List.of(new Refusal("queue", "the queue failed, ask again: " + e.getMessage())));
        }
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
    public record Response(List<DeadLetter> found, List<DeadLetter> sent, List<Refusal> refused) {}
}
