package dev.followup.inbox;

/// The failure to send a message to a queue. Whatever caused it must be delivered again.
public final class InboxUnavailableException extends RuntimeException {

    private static final long serialVersionUID = 1;

    /// A failure with its cause.
    ///
    /// @param message what was to be sent
    public InboxUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
