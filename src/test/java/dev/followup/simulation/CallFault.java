package dev.followup.simulation;

import dev.followup.sandbox.fault.Fault;
import dev.followup.sandbox.http.Response;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A fault of calls to the CRM: what the client gets in place of the right answer, and whether the work is done.
///
/// @param name as it is reported
/// @param isDone whether the CRM does the work all the same
/// @param answer in place of the right one; `null` if none comes
/// @param failure how the call fails if no answer comes
/// @param isRefusal whether the call is refused without a reason that names a command
record CallFault(String name, boolean isDone, @Nullable Response answer, Failure failure, boolean isRefusal) {

    /// How a call fails without an answer.
    enum Failure {
        NONE,
        NO_CONNECTION,
        CUT,
        TOO_LONG,
        TOO_LATE
    }

    /// The account is not paid for. Of the events list it means that the account's plan does not have it.
    static final CallFault UNPAID =
            new CallFault("account unpaid", false, Response.problem(402, "Payment Required"), Failure.NONE, false);

    /// Those of the sandbox, and some that a sandbox cannot have.
    static final List<CallFault> ALL = Stream.concat(
                    Arrays.stream(Fault.Kind.values()).map(CallFault::of),
                    Stream.of(
                            new CallFault("no connection", false, null, Failure.NO_CONNECTION, false),
                            new CallFault("request lost", false, null, Failure.TOO_LATE, false),
                            new CallFault("blocked by an HTML 403", false, Response.page(403), Failure.NONE, true),
                            new CallFault(
                                    "token refused",
                                    false,
                                    Response.problem(401, "Invalid user name or password"),
                                    Failure.NONE,
                                    false),
                            UNPAID))
            .toList();

    /// The work is done long after the client has given up.
    static final CallFault LATE = new CallFault("done late", false, null, Failure.TOO_LATE, false);

    /// A firewall dislikes what the call contains.
    static final CallFault DISLIKED =
            new CallFault("disliked by a firewall", false, Response.page(403), Failure.NONE, true);

    /// Whether a trouble makes the CRM refuse calls as if they were wrong.
    static boolean refuses(PlanElement.Trouble trouble) {
        return ALL.stream().anyMatch(fault -> fault.isRefusal && fault.name.equals(trouble.name()));
    }

    private static CallFault of(Fault.Kind kind) {
        var name = kind.name().toLowerCase(Locale.ROOT).replace('_', ' ');
        return switch (kind) {
            case LOST_ANSWER -> new CallFault(name, true, null, Failure.CUT, false);
            case SLOW_ANSWER -> new CallFault(name, true, null, Failure.TOO_LATE, false);
            case HUGE_ANSWER -> new CallFault(name, true, null, Failure.TOO_LONG, false);
            case GATEWAY_TIMEOUT, GARBAGE -> new CallFault(name, true, kind.reply(), Failure.NONE, false);
            case SERVER_ERROR, UNAVAILABLE, TOO_MANY_REQUESTS, REQUEST_TIMEOUT ->
                new CallFault(name, false, kind.reply(), Failure.NONE, false);
            case REDIRECT,
                    BAD_REQUEST_HTML,
                    FORBIDDEN_JSON,
                    NOT_FOUND_HTML,
                    NOT_FOUND_JSON,
                    METHOD_NOT_ALLOWED,
                    CONFLICT,
                    LOCKED,
                    TOO_EARLY -> new CallFault(name, false, kind.reply(), Failure.NONE, true);
        };
    }
}
