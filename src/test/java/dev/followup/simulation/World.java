package dev.followup.simulation;

import dev.followup.config.FollowupConfig;
import dev.followup.config.TestConfig;
import dev.followup.inbox.MessageSource;
import dev.followup.ledger.Ledger;
import dev.followup.ledger.dynamodb.TableModel;
import dev.followup.simulation.PlanElement.Deploy;
import dev.followup.simulation.PlanElement.TimedAction;
import dev.followup.simulation.PlanElement.Trouble;
import dev.followup.simulation.SimulatedInvocation.Killed;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
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
import org.jspecify.annotations.Nullable;

/// A world: inbox, table, CRM and instances of the function, in virtual time. What happens in it follows from
/// its plan.
final class World {

    static final String ACCOUNT = "demo";

    /// The moment at which every world begins.
    static final Instant BEGIN = Instant.parse("2026-11-23T08:00:00Z");

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
    private final FollowupConfig config;
    private final CrmModel crm;
    private final CrmPeople people;
    private final CrmApi api;
    private final AttendanceModel attendance;
    private final InboxModel inbox;
    private final TableModel table;
    private final WebhookSource webhook;
    private final SimulatedFunction function;
    private final CrmConnection connection;
    private final TickSource ticks;
    private boolean isOutageKnown;
    private long digest;
    private @Nullable String violation;

    World(WorldPlan plan, Guarantees guarantees, boolean isTraced) {
        this.plan = plan;
        this.guarantees = guarantees;
        this.isTraced = isTraced;
        plan.all(Trouble.class)
                .forEach(trouble -> troubles.computeIfAbsent(trouble.name(), _ -> new ArrayList<>())
                        .add(trouble));
        var settings = new HashMap<>(guarantees.settings());
        settings.putAll(WebhookSource.settings(plan));
        this.config = CONFIGS.computeIfAbsent(settings, World::config);
        this.crm = new CrmModel(this);
        this.people = new CrmPeople(this, crm);
        this.api = new CrmApi(this, crm);
        this.inbox = new InboxModel(this);
        this.attendance = new AttendanceModel(this);
        this.table = new TableModel(new SimulatedLink(this));
        this.webhook = new WebhookSource(this);
        this.function = new SimulatedFunction(this);
        this.connection = new CrmConnection(this, api);
        this.ticks =
                new TickSource(this, table.over(TableModel.Link.DIRECT).ledger(Clock.fixed(BEGIN, ZoneOffset.UTC)));
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
            ticks.start();
            time.sleep(plan.end());
            ticks.comeToRest();
            if (violation == null) {
                ReferenceModel.check(this);
                attendance.check();
            }
        } catch (Killed _) {
            violation("rest: the world does not come to rest");
        }
        time.end();
        trace(crm.tasks().toString());
        return new Result(plan, violation, Set.copyOf(reached), List.copyOf(lastSteps), function.invocations(), digest);
    }

    private void perform(TimedAction action) {
        switch (action) {
            case PlanElement.LeadAdded added -> people.addLead(added);
            case PlanElement.LeadMoved moved -> people.move(moved.lead(), moved.stage());
            case PlanElement.LeadHandedOver handed -> people.handOver(handed.lead(), handed.owner());
            case PlanElement.TaskAdded added -> people.addTask(added.lead(), "T" + added.number());
            case PlanElement.TaskTouched touched -> people.touch(touched.lead(), touched.touch());
            case PlanElement.UserSwitched switched -> crm.switchUser(switched.user(), switched.active());
            case PlanElement.AttendanceReported reported -> attendance.report(reported);
            case PlanElement.Poison one -> {
                var body = "{\"leads\": poison " + one.number();
                poison.add(body);
                reached("poison");
                inbox.send(ACCOUNT, MessageSource.WEBHOOK, body);
            }
            case Deploy deploy -> function.deploy(deploy);
        }
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

    /// Whether an invocation has been killed so far.
    boolean wasKilled() {
        return reached.contains("killed");
    }

    /// Whether the ledger knows that the webhook is off.
    boolean isOutageKnown() {
        return isOutageKnown;
    }

    void setOutageKnown(boolean known) {
        isOutageKnown = known;
    }

    /// Something that must never happen.
    void violation(String what) {
        if (violation == null) {
            trace("VIOLATION " + what);
            violation = what;
        }
    }

    boolean isViolated() {
        return violation != null;
    }

    void trace(String what) {
        if (isTraced && violation == null) {
            var invocation = SimulatedInvocation.CURRENT.isBound()
                    ? SimulatedInvocation.CURRENT.get().name()
                    : "";
            var step = "%10.3f s %s %s".formatted(time.nanos() / 1e9, invocation, what);
            digest = 31 * digest + step.hashCode();
            lastSteps.addLast(step);
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

    AttendanceModel attendance() {
        return attendance;
    }

    InboxModel inbox() {
        return inbox;
    }

    WebhookSource webhook() {
        return webhook;
    }

    SimulatedFunction function() {
        return function;
    }

    CrmConnection connection() {
        return connection;
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
    /// @param digest of all steps and of the tasks at the end, if the world was traced
    record Result(
            WorldPlan plan,
            @Nullable String violation,
            Set<String> reached,
            List<String> lastSteps,
            int invocations,
            long digest) {}
}
