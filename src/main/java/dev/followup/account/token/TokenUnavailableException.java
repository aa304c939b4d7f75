package dev.followup.account.token;

import java.io.Serial;

/// The failure to get a token for an account. The message says why and what to do, and holds no secret.
public abstract sealed class TokenUnavailableException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1;

    private TokenUnavailableException(String message) {
        super(message);
    }

    /// A person must do something first.
    public static final class NeedsPerson extends TokenUnavailableException {

        @Serial
        private static final long serialVersionUID = 1;

        public NeedsPerson(String message) {
            super(message);
        }
    }

    /// The cause passes with time.
    public static final class Passing extends TokenUnavailableException {

        @Serial
        private static final long serialVersionUID = 1;

        public Passing(String message) {
            super(message);
        }
    }
}
