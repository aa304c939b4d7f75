package dev.followup.ledger;

import dev.followup.ledger.Ledger.Lease;

/// The end of an invocation's right to send an account's commands: its lease has ended, and another invocation
/// has acquired it. Nothing was recorded, and nothing more may be sent.
public final class LeaseLostException extends RuntimeException {

    private static final long serialVersionUID = 1;

    /// The loss of this lease.
    public LeaseLostException(Lease lease) {
        super("lease " + lease.generation() + " of " + lease.account()
                + " has ended, and another invocation may have acquired the account's lease");
    }
}
