package dev.followup.lane;

/// The queue took nothing. What was to be put there must come again.
public final class LaneUnavailableException extends RuntimeException {

    private static final long serialVersionUID = 1;

    /// @param message what was tried
    public LaneUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
