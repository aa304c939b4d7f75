package dev.followup.ledger;

/// The refusal of a write that the ledger's store would refuse each time, since something in it is too large or wrong.
public final class LedgerRefusalException extends LedgerUnavailableException {

    private static final long serialVersionUID = 1;

    /// A refusal.
    ///
    /// @param message what was tried
    /// @param cause the error of the store
    public LedgerRefusalException(String message, Throwable cause) {
        super(message, cause);
    }
}
