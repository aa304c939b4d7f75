package dev.followup.simulation;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.followup.account.Account;
import dev.followup.account.Accounts;
import dev.followup.account.token.Token;
import dev.followup.account.token.TokenProvider;
import dev.followup.concurrent.MonotonicClock;
import dev.followup.config.FollowupConfig;
import dev.followup.crm.CrmClients;
import dev.followup.crm.directory.CrmDirectory;
import dev.followup.crm.directory.DirectoryApi;
import dev.followup.crm.entity.CrmEntities;
import dev.followup.crm.entity.EntitiesApi;
import dev.followup.crm.eventlog.CrmEventLog;
import dev.followup.crm.eventlog.EventsApi;
import dev.followup.crm.session.AuthorizationFilter;
import dev.followup.crm.session.CrmSessions;
import dev.followup.crm.session.RateLimitFilter;
import dev.followup.crm.session.ResponseFilter;
import dev.followup.crm.task.CrmTasks;
import dev.followup.crm.task.TasksApi;
import dev.followup.crm.webhook.SimulatedWebhooks;
import dev.followup.inbox.BatchResponse;
import dev.followup.inbox.MessageBatch;
import dev.followup.telemetry.Metrics;
import dev.followup.worker.BatchProcessor;
import dev.followup.worker.WorkerFixture;
import dev.followup.worker.planning.EventEnricher;
import dev.followup.worker.recovery.IncomingLeadFilter;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// An instance of the function: the production's classes, with clocks of its own.
final class SimulatedInstance {

    private static final TokenProvider TOKENS = new TokenProvider() {
        @Override
        public Token token(Account account) {
            return new Token("simulated");
        }
    };

    private static final ObjectMapper JSON = new ObjectMapper();

    private static final Map<FollowupConfig, Accounts> ACCOUNTS = new ConcurrentHashMap<>();

    private final World world;
    private final Duration skew;
    private final BatchProcessor processor;
    private boolean isBusy;
    private boolean isRetired;
    private long frozenNanos;

    SimulatedInstance(World world, Duration skew, boolean otherBook) {
        this.world = world;
        this.skew = skew;
        var config = world.config();
        var clock = new InstanceClock();
        var monotonicClock = new InstanceMonotonicClock();
        var metrics = new Metrics();
        var guarantees = world.guarantees();
        var client = new CrmClients(
                new SimulatedClient(world),
                new AuthorizationFilter(TOKENS, new RateLimitFilter(clock, metrics)),
                new ResponseFilter(JSON, clock, metrics));
        var tasks = new CrmTasks(guarantees.tasks(client.of(TasksApi.class)), config, world.time());
        var entities = new CrmEntities(client.of(EntitiesApi.class));
        var fixture = new WorkerFixture(
                ACCOUNTS.computeIfAbsent(config, Accounts::new),
                TOKENS,
                tasks,
                SimulatedWebhooks.of(client),
                new CrmDirectory(client.of(DirectoryApi.class)),
                new CrmEventLog(guarantees.events(client.of(EventsApi.class))),
                new IncomingLeadFilter(entities),
                new EventEnricher(entities, clock),
                entities,
                new CrmSessions(config, guarantees.deadlineClock(clock, new RunningClock()), monotonicClock),
                clock,
                monotonicClock,
                world.time(),
                metrics);
        this.processor = fixture.processor(
                new SimulatedBooks(config, world.plan().book(), otherBook, guarantees),
                world.ledger(clock),
                guarantees.inbox(world.inbox()),
                config);
    }

    BatchResponse process(MessageBatch batch, Duration time) {
        try {
            return processor.process(batch, new InstanceClock().instant().plus(time));
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts a simulated thread", e);
        }
    }

    boolean isIdle() {
        return !isBusy && !isRetired;
    }

    void setBusy(boolean busy) {
        isBusy = busy;
    }

    /// No invocation comes to this instance any more.
    void retire() {
        isRetired = true;
    }

    void freeze(Duration length) {
        frozenNanos += length.toNanos();
    }

    /// The instance's clock, which differs from the true time.
    private class InstanceClock extends Clock {

        @Override
        public Instant instant() {
            return world.now().plus(skew);
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            throw new UnsupportedOperationException();
        }
    }

    /// A clock that stands still while the instance is frozen.
    private final class RunningClock extends InstanceClock {

        @Override
        public Instant instant() {
            return super.instant().minusNanos(frozenNanos);
        }
    }

    private final class InstanceMonotonicClock implements MonotonicClock {

        @Override
        public long nanos() {
            return world.time().nanos() - frozenNanos;
        }

        @Override
        public void sleep(Duration length) {
            world.step("", length);
        }
    }
}
