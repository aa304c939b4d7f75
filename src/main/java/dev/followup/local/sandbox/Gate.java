package dev.followup.local.sandbox;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;

/// What calls under `/api/` and `/oauth2/` pass through: counted, limited, and under `/api/` delayed and
/// disturbed too.
final class Gate {

    private final Clock clock;
    private final Limits limits = new Limits();
    private final Stats stats = new Stats();
    private Behaviour behaviour = Behaviour.DEFAULT;
    private Random dice = new Random(Behaviour.DEFAULT.seed());

    Gate(Clock clock) {
        this.clock = clock;
    }

    synchronized Behaviour behaviour() {
        return behaviour;
    }

    /// Counting starts again, and so do the dice: the same seed gives the same faults.
    synchronized void behave(Behaviour other) {
        behaviour = other;
        dice = new Random(other.seed());
        limits.recount();
    }

    ObjectNode stats() {
        return stats.json().put("rejections", limits.rejections());
    }

    Reply pass(Call call, Function<Call, Reply> inside) {
        Reply reply = switch (arrival()) {
            case ADMITTED -> call.path().startsWith("/api/") ? disturbed(call, inside) : inside.apply(call);
            case TOO_MANY -> Reply.tooManyRequests();
            case BLOCKED -> Reply.page(403);
        };
        stats.answer(call.method(), reply.status());
        return reply;
    }

    private synchronized Limits.Verdict arrival() {
        stats.arrival(clock.instant());
        return limits.arrival(clock.instant(), behaviour);
    }

    private Reply disturbed(Call call, Function<Call, Reply> inside) {
        pause();
        Optional<Fault.Kind> fault = fault();
        fault.ifPresent(stats::fault);
        if (fault.isPresent() && !fault.get().isDone()) {
            return fault.get().reply();
        }
        Reply reply = inside.apply(call);
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
