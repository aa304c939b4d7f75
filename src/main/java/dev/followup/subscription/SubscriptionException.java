package dev.followup.subscription;

import java.io.Serial;

/// A request cannot be served. Ends in the door, which answers with its words.
public final class SubscriptionException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1;

    private final String where;
    private final String reason;

    /// @param where the part of the request that is wrong, or `crm` if the CRM said no
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
