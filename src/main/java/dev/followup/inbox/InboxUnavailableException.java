package dev.followup.inbox;

/// The queue took nothing. What was to be put there must come again.
public final class InboxUnavailableException extends RuntimeException {

    private static final long serialVersionUID = 1;

    /// @param message what was tried
    public InboxUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
