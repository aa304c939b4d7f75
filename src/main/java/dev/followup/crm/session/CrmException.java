package dev.followup.crm.session;

import dev.followup.account.token.TokenUnavailableException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;

/// The CRM said no, or nothing. Grouped by what follows from it; the message says which request it was, what came
/// back, and what to do. Never leaves this room.
@SuppressWarnings("serial") // never serialised, as it never leaves this room
public abstract sealed class CrmException extends RuntimeException {

    private CrmException(String message) {
        super(message);
    }

    /// What a failed call comes down to.
    ///
    /// @throws RuntimeException the failure itself, if it is none of the CRM's but a bug of ours
    public static CrmException of(Throwable failure, CrmCall call) {
        var causes = Stream.iterate(failure, cause -> cause != null, Throwable::getCause)
                .limit(10)
                .toList();
        return causes.stream()
                .flatMap(cause -> reading(cause, call).stream())
                .findFirst()
                .orElseThrow(() -> failure instanceof RuntimeException bug ? bug : new IllegalStateException(failure));
    }

    private static Optional<CrmException> reading(Throwable cause, CrmCall call) {
        return Optional.ofNullable(
                switch (cause) {
                    case CrmException known -> known;
                    case TokenUnavailableException.NeedsPerson needs -> new NoAccess(needs);
                    case TokenUnavailableException.Passing passing -> new NoToken(passing);
                    case ConnectException _,
                            UnknownHostException _,
                            NoRouteToHostException _,
                            SSLHandshakeException _ -> new Unreachable(call.request(), cause);
                    case InterruptedException _ when !call.hasLeft() -> new OutOfTime(call.request());
                    case TimeoutException _, InterruptedException _ -> new TimedOut(call);
                    case IOException _, io.vertx.core.VertxException _ -> new Broken(call, cause.toString());
                    default -> null;
                });
    }

    /// What it means for something that was to be read.
    public CrmFailure toFailure() {
        return toFailure(String.valueOf(getMessage()));
    }

    /// The same with other words, where the CRM's own may hold a secret.
    public CrmFailure toFailure(String reason) {
        return switch (this) {
            case Invalid _, Refusal _ -> new CrmFailure.Refused(reason);
            case Closed _ -> new CrmFailure.Blocked(reason);
            case NotTaken _, Lost _ -> new CrmFailure.Unavailable(reason);
        };
    }

    /// It says what is wrong with single items of the request.
    public static final class Invalid extends CrmException {
        private final List<ErrorBody.Item> items;

        Invalid(String message, List<ErrorBody.Item> items) {
            super(message);
            this.items = items;
        }

        public List<ErrorBody.Item> items() {
            return items;
        }
    }

    /// It will not do this, however often it is asked.
    public abstract static sealed class Refusal extends CrmException {
        private Refusal(String message) {
            super(message);
        }
    }

    /// 403 in JSON: the token's user may not.
    static final class Forbidden extends Refusal {
        Forbidden(String answer) {
            super(answer + ": give the token's user the right to do this");
        }
    }

    /// 402 for something that an account can do without: its plan has no such thing.
    static final class NotInPlan extends Refusal {
        NotInPlan(String answer) {
            super(answer + ": the account's plan has no such thing");
        }
    }

    /// 404: no such task, or no such path.
    public static final class NotFound extends Refusal {
        NotFound(String answer) {
            super(answer + ": see whether it was deleted");
        }
    }

    /// Any other answer that is neither a success nor a reason to ask again: 422, 405, a redirect.
    static final class Rejected extends Refusal {
        Rejected(String answer) {
            super(answer + ": correct the request; the same again would be refused again");
        }
    }

    /// It serves this account nothing at present.
    public abstract static sealed class Closed extends CrmException {
        private Closed(String message) {
            super(message);
        }
    }

    /// It was found to be so before: nothing was sent.
    static final class CircuitOpen extends Closed {
        CircuitOpen(String reason) {
            super(reason);
        }
    }

    /// 401: it does not know the token.
    public static final class Unauthorized extends Closed {
        public Unauthorized(String answer) {
            super(answer + ": the token is wrong or has expired, or belongs to another host; make a new one");
        }
    }

    /// No token opens the account until a person does something: nothing was sent.
    static final class NoAccess extends Closed {
        NoAccess(TokenUnavailableException.NeedsPerson why) {
            super(String.valueOf(why.getMessage()));
            initCause(why);
        }
    }

    /// 402, or a 400 that says so: the account is not paid for.
    static final class Unpaid extends Closed {
        Unpaid(String answer) {
            super(answer + ": pay for the account");
        }
    }

    /// 403 without JSON: address or account are blocked, as after too many requests.
    static final class Blocked extends Closed {
        Blocked(String answer) {
            super(answer + ": address or account are blocked; stop calling, and ask the CRM's support to lift it");
        }
    }

    /// It surely did not take the request.
    public abstract static sealed class NotTaken extends CrmException {
        private NotTaken(String message) {
            super(message);
        }
    }

    /// 429: too many requests.
    static final class TooManyRequests extends NotTaken {
        private final @Nullable Duration retryAfter;

        TooManyRequests(String answer, @Nullable Duration reported) {
            super(answer + ": wait" + (reported == null ? "" : " " + reported.toSeconds() + " s")
                    + ", then send it again");
            this.retryAfter = reported;
        }

        /// How long it asked us to wait; empty if it did not say.
        Optional<Duration> retryAfter() {
            return Optional.ofNullable(retryAfter);
        }
    }

    /// No connection: nothing was sent.
    static final class Unreachable extends NotTaken {
        Unreachable(String request, Throwable cause) {
            super(request + " found no connection (" + cause + "): check the account's host and the network");
            initCause(cause);
        }
    }

    /// There was no token to send it with: nothing was sent.
    static final class NoToken extends NotTaken {
        NoToken(TokenUnavailableException.Passing why) {
            super(String.valueOf(why.getMessage()));
            initCause(why);
        }
    }

    /// Its turn would have come too late: nothing was sent.
    static final class OutOfTime extends NotTaken {
        OutOfTime(String request) {
            super(request + " was not sent, its turn would come after the deadline: send it next time");
        }
    }

    /// It may or may not have done what it was asked.
    public abstract static sealed class Lost extends CrmException {
        private final Instant sentAt;

        private Lost(String message, Instant sentAt) {
            super(message);
            this.sentAt = sentAt;
        }

        /// When the attempt without a good answer left.
        public Instant sentAt() {
            return sentAt;
        }
    }

    /// 5xx.
    static final class ServerTrouble extends Lost {
        ServerTrouble(String answer, Instant sentAt) {
            super(answer + ": the CRM has trouble; see what it did, then send again what is missing", sentAt);
        }
    }

    /// An answer that was cut off, or is not the JSON it should be.
    static final class Broken extends Lost {
        Broken(CrmCall call, String what) {
            super(call.request() + " got a broken answer (" + what + "): see what the CRM did", call.sentAt());
        }
    }

    /// No answer in time.
    static final class TimedOut extends Lost {
        TimedOut(CrmCall call) {
            super(call.request() + " got no answer in time: see what the CRM did", call.sentAt());
        }
    }
}
