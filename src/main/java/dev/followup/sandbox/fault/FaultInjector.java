package dev.followup.sandbox.fault;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.followup.sandbox.http.Request;
import dev.followup.sandbox.http.Response;
import java.time.Clock;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;

/// The filter of calls under `/api/` and `/oauth2/`: they are counted and limited, and under `/api/` delayed
/// and disturbed too.
public final class FaultInjector {

    private final Clock clock;
    private final RateLimit limits = new RateLimit();
    private final RequestStats stats = new RequestStats();
    private Behaviour behaviour = Behaviour.DEFAULT;
    private Random random = new Random(Behaviour.DEFAULT.seed());

    /// How often each fault has happened, in the order of the list.
    private int[] happened = {};

    public FaultInjector(Clock clock) {
        this.clock = clock;
    }

    public synchronized Behaviour behaviour() {
        return behaviour;
    }

    /// Changes the behaviour. Counters and random numbers start again: the same seed gives the same faults.
    public synchronized void behave(Behaviour other) {
        behaviour = other;
        random = new Random(other.seed());
        happened = new int[other.faults().size()];
        limits.recount();
    }

    public ObjectNode stats() {
        return stats.json().put("rejections", limits.rejections());
    }

    public Response filter(Request call, Function<Request, Response> next) {
        Response reply = switch (arrival()) {
            case ADMITTED -> call.path().startsWith("/api/") ? disturbed(call, next) : next.apply(call);
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

    private Response disturbed(Request call, Function<Request, Response> next) {
        pause();
        Optional<Fault.Kind> fault = fault(call);
        fault.ifPresent(stats::fault);
        if (fault.isPresent() && !fault.get().isDone()) {
            return fault.get().reply();
        }
        Response reply = next.apply(call);
        return fault.map(Fault.Kind::reply).orElse(reply);
    }

    private void pause() {
        try {
            Thread.sleep(behaviour().latencyMs());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt(); // the sandbox closes: answer at once
        }
    }

    /// Draws one random number per call, whether there are faults or not.
    private synchronized Optional<Fault.Kind> fault(Request call) {
        double drawn = random.nextDouble();
        for (int i = 0; i < happened.length; i++) {
            Fault fault = behaviour.faults().get(i);
            if (!fault.concerns(call) || happened[i] == fault.times()) {
                continue;
            }
            drawn -= fault.share();
            if (drawn < 0) {
                happened[i]++;
                return Optional.of(fault.kind());
            }
        }
        return Optional.empty();
    }
}
