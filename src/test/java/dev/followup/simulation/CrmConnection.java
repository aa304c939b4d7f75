package dev.followup.simulation;

import dev.followup.crm.CrmRequest;
import dev.followup.sandbox.http.Response;
import dev.followup.simulation.PlanElement.Disliked;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// The way to the CRM of a world, with everything that goes wrong on it.
final class CrmConnection {

    private final World world;
    private final CrmApi api;
    private final long latency;

    CrmConnection(World world, CrmApi api) {
        this.world = world;
        this.api = api;
        this.latency = 5 + world.random("latency").nextLong(60);
    }

    /// A call to the CRM and its answer. Every failure is one of a REST client.
    Response exchange(CrmRequest request, Duration timeout) {
        var random = world.random("latency");
        world.step(request.toString(), Duration.ofMillis(latency + random.nextLong(10)));
        var fault = fault(request);
        Response answer = null;
        if (fault == null || fault.isDone()) {
            answer = api.answer(request);
        }
        if (fault != null) {
            world.trace("fault: " + fault.name());
            if (fault.isRefusal() || fault.equals(CallFault.UNPAID)) {
                api.refused(request);
            }
            if (CallFault.LATE.equals(fault)) {
                world.time().after(timeout.plusMillis(random.nextLong(10_000)), () -> api.carryOut(request));
            }
            answer = fault.answer();
        }
        boolean isLate = fault != null && fault.failure() == CallFault.Failure.TOO_LATE;
        world.step("", isLate ? timeout : Duration.ofMillis(latency + random.nextLong(200)));
        if (fault != null && answer == null) {
            throw SimulatedClient.failure(fault.failure());
        }
        if (answer == null) {
            throw new IllegalStateException("no answer to " + request);
        }
        return answer;
    }

    private @Nullable CallFault fault(CrmRequest request) {
        if (!request.method().equals("GET") && world.isTroubled(CallFault.LATE.name())) {
            return CallFault.LATE;
        }
        for (var disliked : world.plan().all(Disliked.class)) {
            if (world.time().nanos() >= disliked.from().toNanos()
                    && world.time().nanos() < disliked.until().toNanos()
                    && request.body().toString().contains("L" + disliked.lead() + "\"")) {
                world.reached(CallFault.DISLIKED.name());
                return CallFault.DISLIKED;
            }
        }
        for (var fault : CallFault.ALL) {
            if (world.isTroubled(fault.name())) {
                return fault;
            }
        }
        return null;
    }
}
