package dev.followup.crm.session;

import dev.followup.account.token.TokenUnavailableException;
import dev.followup.telemetry.LogTime;
import dev.followup.text.LogText;
import io.vertx.core.VertxException;
import io.vertx.core.http.StreamResetException;
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

/// A failed call to the CRM, grouped by its consequence. The message says which request it was, what came
/// back, and what to do. Never leaves `crm`.
@SuppressWarnings("serial") // never serialised, as it never leaves `crm`
public abstract sealed class CrmException extends RuntimeException {

    private CrmException(String message) {
        super(message);
    }

    /// The failure of a call, classified by the first of its causes that is known.
    ///
    /// @throws RuntimeException the failure itself, if it is a bug of ours and not the CRM's
    public static CrmException of(Throwable failure, CrmCall call) {
        var causes = Stream.iterate(failure, cause -> cause != null, Throwable::getCause)
                .limit(10)
                .toList();
        return causes.stream()
                .flatMap(cause -> classify(cause, call).stream())
                .findFirst()
                .orElseThrow(() -> failure instanceof RuntimeException bug ? bug : new IllegalStateException(failure));
    }

    private static Optional<CrmException> classify(Throwable cause, CrmCall call) {
        return Optional.ofNullable(
                switch (cause) {
                    case CrmException known -> known;
                    case TokenUnavailableException.NeedsPerson needs -> new NoAccess(needs);
                    case TokenUnavailableException.Passing passing -> new NoToken(passing);
                    case ConnectException _,
                            UnknownHostException _,
                            NoRouteToHostException _,
                            SSLHandshakeException _ -> new Unreachable(call.request(), cause);
                    case InterruptedException _ when !call.isSent() -> new OutOfTime(call.request());
                    case TimeoutException _, InterruptedException _ -> new TimedOut(call);
                    case StreamResetException reset when reset.getCause() != null -> null; // by us: the cause says why
                    case IOException _, VertxException _ -> new Broken(call, LogText.of(cause.toString()));
                    default -> null;
                });
    }

    /// The failure as the reason why something could not be read.
    public CrmFailure toFailure() {
        return toFailure(String.valueOf(getMessage()));
    }

    /// The same with another reason, where the CRM's own text may hold a secret.
    public CrmFailure toFailure(String reason) {
        return switch (this) {
            case Invalid _, Refusal _ -> new CrmFailure.Refused(reason);
            case AccountUnavailable _ -> new CrmFailure.Blocked(reason);
            case Unexpected _, NotTaken _, Lost _ -> new CrmFailure.Unavailable(reason);
        };
    }

    /// A refusal that lists what is wrong with single items of the request.
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

    /// A refusal of the one thing that the request is about, in a problem document: the CRM would refuse it again.
    public abstract static sealed class Refusal extends CrmException {
        private Refusal(String message) {
            super(message);
        }
    }

    /// 403: the token's user lacks the right.
    public static final class Forbidden extends Refusal {
        Forbidden(String answer) {
            super(answer + ": give the token's user the right to do this");
        }
    }

    /// 402 for an optional feature: the account's plan does not include it.
    static final class NotInPlan extends Refusal {
        NotInPlan(String answer) {
            super(answer + ": the account's plan does not include it");
        }
    }

    /// 404: the task does not exist.
    public static final class NotFound extends Refusal {
        NotFound(String answer) {
            super(answer + ": check whether it was deleted");
        }
    }

    /// 400 or 422: something is wrong with the request.
    public static final class Rejected extends Refusal {
        Rejected(String answer) {
            super(answer + ": correct the request, since a retry would be refused again");
        }
    }

    /// An answer that is neither a success nor says what is wrong with the request, such as a proxy's web page or
    /// a redirect. Nothing was carried out; a retry may succeed.
    public static final class Unexpected extends CrmException {
        Unexpected(String answer) {
            super(answer + ": the answer does not say what is wrong, and may come from a proxy before the CRM; check"
                    + " the account's host and the token's rights if it stays so");
        }
    }

    /// A failure that makes the whole account unavailable: the CRM serves it nothing at present.
    public abstract static sealed class AccountUnavailable extends CrmException {
        private AccountUnavailable(String message) {
            super(message);
        }
    }

    /// The account's circuit is open: nothing was sent.
    static final class CircuitOpen extends AccountUnavailable {
        CircuitOpen(String reason) {
            super(reason);
        }
    }

    /// 401: the CRM does not accept the token.
    public static final class Unauthorized extends AccountUnavailable {
        public Unauthorized(String answer) {
            super(answer + ": the token is wrong, has expired or belongs to another host; make a new one");
        }
    }

    /// No token is available until a person does something: nothing was sent.
    static final class NoAccess extends AccountUnavailable {
        NoAccess(TokenUnavailableException.NeedsPerson why) {
            super(String.valueOf(why.getMessage()));
            initCause(why);
        }
    }

    /// 402, or a 400 that says so: the account is not paid for.
    static final class Unpaid extends AccountUnavailable {
        Unpaid(String answer) {
            super(answer + ": pay for the account");
        }
    }

    /// 403 without JSON: the CRM blocks our IP address or the account, as after too many requests.
    public static final class Blocked extends AccountUnavailable {
        Blocked(String answer) {
            super(answer + ": the CRM blocks our IP address or the account; stop all calls and ask the CRM's support"
                    + " to lift the block");
        }
    }

    /// A failure after which the CRM has surely not taken the request.
    public abstract static sealed class NotTaken extends CrmException {
        private NotTaken(String message) {
            super(message);
        }
    }

    /// 429: too many requests.
    static final class TooManyRequests extends NotTaken {
        private final @Nullable Duration retryAfter;

        TooManyRequests(String answer, @Nullable Duration reported) {
            super(answer + ": wait" + (reported == null ? "" : " " + LogTime.of(reported)) + ", then send it again");
            this.retryAfter = reported;
        }

        /// How long the CRM asks us to wait; empty if it does not say.
        Optional<Duration> retryAfter() {
            return Optional.ofNullable(retryAfter);
        }
    }

    /// No connection: nothing was sent.
    static final class Unreachable extends NotTaken {
        Unreachable(String request, Throwable cause) {
            super(request + " found no connection (" + LogText.of(cause.toString())
                    + "): check the account's host and the network");
            initCause(cause);
        }
    }

    /// No token was available: nothing was sent.
    static final class NoToken extends NotTaken {
        NoToken(TokenUnavailableException.Passing why) {
            super(String.valueOf(why.getMessage()));
            initCause(why);
        }
    }

    /// No time is left before the deadline: nothing was sent.
    static final class OutOfTime extends NotTaken {
        OutOfTime(String request) {
            super(request + " was not sent: it could leave only after the deadline; it is sent next time");
        }
    }

    /// A failure after which it is not known whether the CRM carried out the request.
    public abstract static sealed class Lost extends CrmException {
        private final Instant sentAt;

        private Lost(String message, Instant sentAt) {
            super(message);
            this.sentAt = sentAt;
        }

        /// When the attempt without a good answer was sent.
        public Instant sentAt() {
            return sentAt;
        }
    }

    /// 408 or 5xx: the CRM failed.
    static final class ServerError extends Lost {
        ServerError(String answer, Instant sentAt) {
            super(answer + ": the CRM failed; check what it did, then send again what is missing", sentAt);
        }
    }

    /// An answer that was cut off, or is not the expected JSON.
    static final class Broken extends Lost {
        Broken(CrmCall call, String what) {
            super(call.request() + " got a broken answer (" + what + "): check what the CRM did", call.sentAt());
        }
    }

    /// No answer in time.
    static final class TimedOut extends Lost {
        TimedOut(CrmCall call) {
            super(call.request() + " got no answer in time: check what the CRM did", call.sentAt());
        }
    }
}
