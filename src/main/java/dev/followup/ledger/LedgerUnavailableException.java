package dev.followup.ledger;

/// Nothing could be read from the ledger or written into it. What was to be written down must come again.
public final class LedgerUnavailableException extends RuntimeException {

    private static final long serialVersionUID = 1;

    /// @param message what was tried
    public LedgerUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
