package dev.followup.sandbox.fault;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.followup.sandbox.http.Request;
import dev.followup.sandbox.http.Response;
import java.time.Clock;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;

/// What calls under `/api/` and `/oauth2/` pass through: counted, limited, and under `/api/` delayed and
/// disturbed too.
public final class FaultInjector {

    private final Clock clock;
    private final RateLimit limits = new RateLimit();
    private final RequestStats stats = new RequestStats();
    private Behaviour behaviour = Behaviour.DEFAULT;
    private Random dice = new Random(Behaviour.DEFAULT.seed());

    public FaultInjector(Clock clock) {
        this.clock = clock;
    }

    public synchronized Behaviour behaviour() {
        return behaviour;
    }

    /// Counting starts again, and so do the dice: the same seed gives the same faults.
    public synchronized void behave(Behaviour other) {
        behaviour = other;
        dice = new Random(other.seed());
        limits.recount();
    }

    public ObjectNode stats() {
        return stats.json().put("rejections", limits.rejections());
    }

    public Response pass(Request call, Function<Request, Response> inside) {
        Response reply = switch (arrival()) {
            case ADMITTED -> call.path().startsWith("/api/") ? disturbed(call, inside) : inside.apply(call);
            case TOO_MANY -> Response.tooManyRequests();
            case BLOCKED -> Response.page(403);
        };
        stats.answer(call.method(), reply.status());
        return reply;
    }

    private synchronized RateLimit.Verdict arrival() {
        stats.arrival(clock.instant());
        return limits.arrival(clock.instant(), behaviour);
    }

    private Response disturbed(Request call, Function<Request, Response> inside) {
        pause();
        Optional<Fault.Kind> fault = fault();
        fault.ifPresent(stats::fault);
        if (fault.isPresent() && !fault.get().isDone()) {
            return fault.get().reply();
        }
        Response reply = inside.apply(call);
        return fault.map(Fault.Kind::reply).orElse(reply);
    }

    private void pause() {
        try {
            Thread.sleep(behaviour().latencyMs());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt(); // the sandbox closes: answer at once
        }
    }

    /// One throw of the dice per call, whether there are faults or not.
    private synchronized Optional<Fault.Kind> fault() {
        double thrown = dice.nextDouble();
        for (Fault fault : behaviour.faults()) {
            thrown -= fault.share();
            if (thrown < 0) {
                return Optional.of(fault.kind());
            }
        }
        return Optional.empty();
    }
}
