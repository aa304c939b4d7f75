package dev.followup.simulation;

import dev.followup.config.FollowupConfig;
import dev.followup.config.TestConfig;
import dev.followup.inbox.BatchResponse;
import dev.followup.inbox.Inbox;
import dev.followup.inbox.MessageBatch;
import dev.followup.inbox.MessageSource;
import dev.followup.inbox.Tick;
import dev.followup.ledger.Ledger;
import dev.followup.ledger.Ledger.AccountState;
import dev.followup.ledger.dynamodb.TableModel;
import dev.followup.sandbox.http.Response;
import dev.followup.sandbox.webhook.OutgoingWebhook;
import dev.followup.simulation.PlanElement.Deploy;
import dev.followup.simulation.PlanElement.Disliked;
import dev.followup.simulation.PlanElement.Freeze;
import dev.followup.simulation.PlanElement.Kill;
import dev.followup.simulation.PlanElement.TimedAction;
import dev.followup.simulation.PlanElement.Trouble;
import dev.followup.simulation.SimulatedInvocation.Killed;
import dev.followup.task.Wait;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A world: inbox, table, CRM and instances of the function, in virtual time. What happens in it follows from
/// its plan.
final class World {

    static final String ACCOUNT = "demo";

    /// The moment at which every world begins.
    static final Instant BEGIN = Instant.parse("2026-11-23T08:00:00Z");

    /// The function's time-out, and what it reserves of it, as template and settings have them.
    private static final Duration TIMEOUT = Duration.ofSeconds(150);

    private static final Duration TIME_FOR_CALLS = TIMEOUT.minusSeconds(27);

    /// How long a world may take to come to rest once all faults have ended.
    private static final Duration LONGEST_UNREST = Duration.ofHours(12);

    /// How long after an event recovery finds it, clocks apart included.
    private static final Duration RECOVERY = Duration.ofMinutes(113);

    private static final long MOST_TURNS = 60_000;
    private static final int LAST_STEPS = 20;

    private static final Map<Map<String, String>, FollowupConfig> CONFIGS = new ConcurrentHashMap<>();

    private final WorldPlan plan;
    private final Guarantees guarantees;
    private final boolean isTraced;
    private final VirtualTime time = new VirtualTime(MOST_TURNS);
    private final Map<String, SplittableRandom> randoms = new HashMap<>();
    private final Map<String, List<Trouble>> troubles = new HashMap<>();
    private final Set<String> reached = new TreeSet<>();
    private final Deque<String> lastSteps = new ArrayDeque<>();
    private final Map<Long, String> owners = new HashMap<>();
    private final Set<String> uncertain = new HashSet<>();
    private final List<String> poison = new ArrayList<>();
    private final List<SimulatedInstance> instances = new ArrayList<>();
    private final Set<SimulatedInvocation> running = new HashSet<>();
    private final FollowupConfig config;
    private final CrmModel crm;
    private final CrmApi api;
    private final InboxModel inbox;
    private final TableModel table;
    private final Ledger records;
    private final long latency;
    private boolean otherBook;
    private int invocations;
    private @Nullable String violation;

    World(WorldPlan plan, Guarantees guarantees, boolean isTraced) {
        this.plan = plan;
        this.guarantees = guarantees;
        this.isTraced = isTraced;
        plan.all(Trouble.class)
                .forEach(trouble -> troubles.computeIfAbsent(trouble.name(), _ -> new ArrayList<>())
                        .add(trouble));
        this.config = CONFIGS.computeIfAbsent(guarantees.settings(), World::config);
        this.crm = new CrmModel(this);
        this.api = new CrmApi(this, crm);
        this.inbox = new InboxModel(this);
        this.table = new TableModel(new SimulatedLink(this));
        this.records = table.over(TableModel.Link.DIRECT).ledger(Clock.fixed(BEGIN, ZoneOffset.UTC));
        this.latency = 5 + random("latency").nextLong(60);
    }

    private static FollowupConfig config(Map<String, String> settings) {
        var all = new HashMap<>(settings);
        all.putIfAbsent("followup.crm.host", "demo.amocrm.ru");
        all.putIfAbsent("followup.crm.token", "simulated");
        return TestConfig.with(all);
    }

    /// Runs the world until it is at rest, or does something that it must never do.
    Result run() {
        try {
            plan.all(TimedAction.class).forEach(action -> time.after(action.at(), () -> perform(action)));
            for (var at = Duration.ZERO; at.compareTo(plan.end()) < 0; at = at.plusMinutes(1)) {
                time.after(at, this::tickIfNeeded);
            }
            time.sleep(plan.end());
            comeToRest();
            if (violation == null) {
                ReferenceModel.check(this);
            }
        } catch (Killed _) {
            violation("rest: the world does not come to rest");
        }
        time.end();
        return new Result(plan, violation, Set.copyOf(reached), List.copyOf(lastSteps), invocations);
    }

    private void comeToRest() {
        var limit = plan.end().plus(LONGEST_UNREST).toNanos();
        while (violation == null) {
            time.sleep(Duration.ofSeconds(2));
            if (!inbox.isEmpty() || !running.isEmpty()) {
                continue;
            }
            var state = records.state(ACCOUNT);
            var next = nextTick(state);
            if (next == null) {
                return;
            }
            if (time.nanos() > limit) {
                violation("rest: after " + LONGEST_UNREST + " there are still "
                        + state.pendingCommands().size() + " commands pending and "
                        + state.deferredEvents().size() + " events waiting");
                return;
            }
            time.sleep(next);
            tick();
        }
    }

    /// How long nothing happens before the next tick has something to do; `null` if the world is at rest.
    private @Nullable Duration nextTick(AccountState state) {
        var due = nextWait();
        boolean isOver = due == null || due.isAfter(now());
        if (!state.pendingCommands().isEmpty() || !state.deferredEvents().isEmpty() || !isOver) {
            var circuit = state.openCircuit();
            var probe = circuit == null ? Duration.ZERO : Duration.between(now(), circuit.probeAt());
            return probe.compareTo(Duration.ofMinutes(1)) > 0 ? probe : Duration.ofMinutes(1);
        }
        if (due != null) {
            return Duration.between(now(), due).plusSeconds(1);
        }
        var lost = crm.history().occurrences.stream()
                .filter(CrmHistory.Occurrence::webhookLost)
                .mapToLong(CrmHistory.Occurrence::at)
                .max();
        var recovered = state.recoveredUntil();
        if (lost.isEmpty()
                || (recovered != null
                        && recovered.isAfter(BEGIN.plusNanos(lost.getAsLong()).plusSeconds(100)))) {
            return null;
        }
        var missing = Duration.between(now(), BEGIN.plusNanos(lost.getAsLong()).plus(RECOVERY));
        return missing.isPositive() ? missing : Duration.ofMinutes(11);
    }

    /// When the first wait is asked; `null` if nothing waits.
    private @Nullable Instant nextWait() {
        return records.dueWaits(ACCOUNT, BEGIN.plus(Duration.ofDays(300)), 1).stream()
                .map(Wait::retryAt)
                .findFirst()
                .orElse(null);
    }

    /// A tick, unless it would find nothing to do.
    private void tickIfNeeded() {
        var state = records.state(ACCOUNT);
        if (state.recoveredUntil() == null
                || !state.pendingCommands().isEmpty()
                || !state.deferredEvents().isEmpty()
                || !inbox.isEmpty()
                || !records.dueWaits(ACCOUNT, now(), 1).isEmpty()) {
            tick();
        }
    }

    private void tick() {
        inbox.send(Tick.GROUP, MessageSource.CLOCK, new Tick(now().truncatedTo(ChronoUnit.SECONDS)).body());
    }

    private void perform(TimedAction action) {
        switch (action) {
            case PlanElement.LeadAdded added -> crm.addLead(added);
            case PlanElement.LeadMoved moved -> crm.move(moved.lead(), moved.stage());
            case PlanElement.LeadHandedOver handed -> crm.handOver(handed.lead(), handed.owner());
            case PlanElement.TaskAdded added -> crm.addTaskOfPerson(added.lead(), "T" + added.number());
            case PlanElement.TaskTouched touched -> crm.touch(touched.lead(), touched.touch());
            case PlanElement.UserSwitched switched -> crm.switchUser(switched.user(), switched.active());
            case PlanElement.Poison one -> {
                var body = "{\"leads\": poison " + one.number();
                poison.add(body);
                reached("poison");
                inbox.send(ACCOUNT, MessageSource.WEBHOOK, body);
            }
            case Deploy deploy -> {
                reached(deploy.otherBook() ? "deployed with another book" : "deployed");
                trace("a release" + (deploy.otherBook() ? " with another rule book" : ""));
                otherBook ^= deploy.otherBook();
                instances.forEach(SimulatedInstance::retire);
            }
        }
    }

    /// Sends a webhook, sometimes more than once.
    void report(OutgoingWebhook webhook) {
        if (webhook.settings().stream().noneMatch(SimulatedBooks.subscriptions(plan.book())::contains)) {
            return;
        }
        time.after(
                Duration.ofMillis(50 + random("webhooks").nextLong(1_500)),
                () -> inbox.send(ACCOUNT, MessageSource.WEBHOOK, webhook.body()));
        if (isTroubled(WorldPlan.REPEATED_WEBHOOK)) {
            var delays = List.of(2, 300, 1_200);
            var delay = Duration.ofSeconds(delays.get(random("webhooks").nextInt(delays.size())));
            time.after(delay.plusMillis(1_600), () -> inbox.send(ACCOUNT, MessageSource.WEBHOOK, webhook.body()));
        }
    }

    /// Invokes the function.
    ///
    /// @param done receives its reply, if it lives to give one
    void invoke(MessageBatch batch, Consumer<BatchResponse> done) {
        var number = invocations++;
        var instance = instance();
        instance.setBusy(true);
        var kill = plan.all(Kill.class).stream()
                .filter(one -> one.invocation() == number)
                .findFirst();
        var freeze = plan.all(Freeze.class).stream()
                .filter(one -> one.invocation() == number)
                .findFirst();
        var invocation = new SimulatedInvocation(
                this,
                "#" + number,
                instance,
                kill.map(Kill::step).orElse(0),
                freeze.map(Freeze::step).orElse(0),
                freeze.map(Freeze::length).orElse(Duration.ZERO),
                time.nanos(),
                TIMEOUT);
        running.add(invocation);
        time.start(() -> ScopedValue.where(SimulatedInvocation.CURRENT, invocation)
                .run(() -> {
                    try {
                        trace("an invocation begins with " + batch.messages().size() + " messages");
                        var response = guarantees.response(batch, instance.process(batch, TIME_FOR_CALLS));
                        step("", Duration.ofMillis(1));
                        trace("the invocation ends, "
                                + response.batchItemFailures().size() + " messages come again");
                        done.accept(response);
                    } catch (Killed _) {
                        // the inbox delivers its messages again
                    } finally {
                        running.remove(invocation);
                        instance.setBusy(false);
                    }
                }));
    }

    private SimulatedInstance instance() {
        var idle = instances.stream().filter(SimulatedInstance::isIdle).toList();
        if (!idle.isEmpty() && random("instances").nextInt(10) > 0) {
            return idle.get(random("instances").nextInt(idle.size()));
        }
        var apart = plan.first(PlanElement.ClocksApart.class)
                .map(clocks -> clocks.instances().toMillis())
                .orElse(0L);
        var skew = apart == 0 ? 0 : random("instances").nextLong(-apart, apart + 1);
        var created = new SimulatedInstance(this, Duration.ofMillis(skew), otherBook);
        instances.add(created);
        return created;
    }

    /// A call to the CRM and its answer. Every failure is one of a REST client.
    Response exchange(CrmRequest request, Duration timeout) {
        step(request.toString(), Duration.ofMillis(latency + random("latency").nextLong(10)));
        var fault = fault(request);
        Response answer = null;
        if (fault == null || fault.isDone()) {
            answer = api.answer(request);
        }
        if (fault != null) {
            trace("fault: " + fault.name());
            if (fault.isRefusal()) {
                api.refused(request);
            }
            if (CallFault.LATE.equals(fault)) {
                time.after(timeout.plusMillis(random("latency").nextLong(10_000)), () -> api.carryOut(request));
            }
            answer = fault.answer();
        }
        boolean isLate = fault != null && fault.failure() == CallFault.Failure.TOO_LATE;
        step(
                "",
                isLate ? timeout : Duration.ofMillis(latency + random("latency").nextLong(200)));
        if (fault != null && answer == null) {
            throw SimulatedClient.failure(fault.failure());
        }
        if (answer == null) {
            throw new IllegalStateException("no answer to " + request);
        }
        return answer;
    }

    private @Nullable CallFault fault(CrmRequest request) {
        if (!request.method().equals("GET") && isTroubled(CallFault.LATE.name())) {
            return CallFault.LATE;
        }
        for (var disliked : plan.all(Disliked.class)) {
            if (time.nanos() >= disliked.from().toNanos()
                    && time.nanos() < disliked.until().toNanos()
                    && request.body().toString().contains("L" + disliked.lead() + "\"")) {
                reached(CallFault.DISLIKED.name());
                return CallFault.DISLIKED;
            }
        }
        for (var fault : CallFault.ALL) {
            if (isTroubled(fault.name())) {
                return fault;
            }
        }
        return null;
    }

    /// A step of the current invocation, which takes some time.
    void step(String what, Duration length) {
        if (!what.isEmpty()) {
            trace(what);
        }
        SimulatedInvocation.CURRENT.get().step(length);
    }

    /// Whether a trouble concerns what happens now.
    boolean isTroubled(String name) {
        for (var trouble : troubles.getOrDefault(name, List.of())) {
            if (trouble.isAt(time.nanos()) && random(name).nextDouble() < trouble.share()) {
                reached(name);
                return true;
            }
        }
        return false;
    }

    /// The random numbers of one thing, which do not depend on how many others need.
    SplittableRandom random(String name) {
        return randoms.computeIfAbsent(name, _ -> WorldPlan.random(plan.seed(), name));
    }

    void reached(String mark) {
        reached.add(mark);
    }

    /// Something that must never happen.
    void violation(String what) {
        if (violation == null) {
            trace("VIOLATION " + what);
            violation = what;
        }
    }

    void trace(String what) {
        if (isTraced && violation == null) {
            var invocation = SimulatedInvocation.CURRENT.isBound()
                    ? SimulatedInvocation.CURRENT.get().name()
                    : "";
            lastSteps.addLast("%10.3f s %s %s".formatted(time.nanos() / 1e9, invocation, what));
            if (lastSteps.size() > LAST_STEPS) {
                lastSteps.removeFirst();
            }
        }
    }

    Instant now() {
        return BEGIN.plusNanos(time.nanos());
    }

    VirtualTime time() {
        return time;
    }

    WorldPlan plan() {
        return plan;
    }

    Guarantees guarantees() {
        return guarantees;
    }

    FollowupConfig config() {
        return config;
    }

    CrmModel crm() {
        return crm;
    }

    CrmApi api() {
        return api;
    }

    Inbox inbox() {
        return inbox;
    }

    List<String> deadLetters() {
        return inbox.deadLetters();
    }

    List<String> poison() {
        return poison;
    }

    /// The ledger of an instance.
    Ledger ledger(Clock clock) {
        return guarantees.ledger(new WatchedLedger(this, table.ledger(clock)));
    }

    /// The owners of leases, by their generations.
    Map<Long, String> owners() {
        return owners;
    }

    /// The keys of uncertain commands.
    Set<String> uncertain() {
        return uncertain;
    }

    /// How a world ended.
    ///
    /// @param violation what must not be; `null` if nothing
    /// @param reached what it has come across
    record Result(
            WorldPlan plan, @Nullable String violation, Set<String> reached, List<String> lastSteps, int invocations) {}
}
