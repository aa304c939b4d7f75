package dev.followup.inbox;

import java.util.List;

/// The response to Lambda about a batch: the messages that must be delivered again. All others are deleted.
/// Source: AWS documentation, "Handling errors for an SQS event source in Lambda"; read 2026-11-21.
///
/// @param batchItemFailures empty if the whole batch is done
public record BatchResponse(List<Failure> batchItemFailures) {

    public BatchResponse {
        batchItemFailures = List.copyOf(batchItemFailures);
    }

    /// A message that must be delivered again.
    ///
    /// @param itemIdentifier the message's id
    public record Failure(String itemIdentifier) {}

    /// The response that has these messages delivered again, and no others.
    public static BatchResponse again(List<InboxMessage> messages) {
        return new BatchResponse(
                messages.stream().map(message -> new Failure(message.id())).toList());
    }
}
