package dev.followup.ledger;

import java.util.Collection;
import org.jspecify.annotations.Nullable;

/// The failure to read or write the ledger. The messages of the batch must be delivered again.
public sealed class LedgerUnavailableException extends RuntimeException permits LedgerRefusalException {

    private static final long serialVersionUID = 1;

    /// A failure.
    ///
    /// @param message what was tried
    /// @param cause the error of the store; `null` if concurrent writers were the cause
    public LedgerUnavailableException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /// The failure to send commands that are not pending any more.
    public static LedgerUnavailableException noLongerPending(Collection<?> commands) {
        return new LedgerUnavailableException(
                "commands are not pending any more, so another invocation works on this account: " + commands, null);
    }
}
