package dev.followup.ledger;

import java.util.Collection;
import org.jspecify.annotations.Nullable;

/// Nothing could be read from the ledger or written into it. What was to be written down must come again.
public final class LedgerUnavailableException extends RuntimeException {

    private static final long serialVersionUID = 1;

    /// @param message what was tried
    /// @param cause what the ledger's store said; `null` if somebody else was in the way
    public LedgerUnavailableException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /// For orders that somebody else has finished.
    public static LedgerUnavailableException gone(Collection<?> commands) {
        return new LedgerUnavailableException(
                "not on the list any more, so somebody else works on this lane: " + commands, null);
    }
}
