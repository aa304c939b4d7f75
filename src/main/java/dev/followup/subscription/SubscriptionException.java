package dev.followup.subscription;

import java.io.Serial;

/// The failure of a subscription request. The function answers with its place and reason.
public final class SubscriptionException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1;

    private final String where;
    private final String reason;

    /// A failure with its place.
    ///
    /// @param where the part of the request that is wrong, or `crm` if the CRM refused it
    public SubscriptionException(String where, String reason) {
        super(where + ": " + reason);
        this.where = where;
        this.reason = reason;
    }

    public String where() {
        return where;
    }

    public String reason() {
        return reason;
    }
}
