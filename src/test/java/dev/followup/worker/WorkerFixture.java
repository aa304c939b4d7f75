package dev.followup.worker;

import dev.followup.account.Accounts;
import dev.followup.account.token.TokenProvider;
import dev.followup.concurrent.MonotonicClock;
import dev.followup.concurrent.ParallelRunner;
import dev.followup.config.FollowupConfig;
import dev.followup.config.TestConfig;
import dev.followup.crm.directory.CrmDirectory;
import dev.followup.crm.entity.CrmEntities;
import dev.followup.crm.eventlog.CrmEventLog;
import dev.followup.crm.session.CrmSessions;
import dev.followup.crm.task.CrmTasks;
import dev.followup.crm.webhook.CrmWebhooks;
import dev.followup.directory.monitor.DirectoryMonitor;
import dev.followup.inbox.Inbox;
import dev.followup.ledger.Ledger;
import dev.followup.progress.ProgressListener;
import dev.followup.rule.store.RuleBookStore;
import dev.followup.subscription.WebhookMonitor;
import dev.followup.telemetry.Metrics;
import dev.followup.telemetry.MetricsPublisher;
import dev.followup.webhook.WebhookReader;
import dev.followup.worker.delivery.CommandReconciler;
import dev.followup.worker.delivery.CommandSender;
import dev.followup.worker.delivery.Delivery;
import dev.followup.worker.delivery.OpenTaskQuery;
import dev.followup.worker.delivery.PersonChooser;
import dev.followup.worker.intake.DeadLetters;
import dev.followup.worker.intake.MessageDecoder;
import dev.followup.worker.planning.EventDeduplicator;
import dev.followup.worker.planning.EventEnricher;
import dev.followup.worker.planning.Planner;
import dev.followup.worker.recovery.EventReconstructor;
import dev.followup.worker.recovery.IncomingLeadFilter;
import dev.followup.worker.recovery.MissedEventFinder;
import dev.followup.worker.recovery.MissedEventRecovery;
import dev.followup.worker.schedule.EntityWalker;
import dev.followup.worker.schedule.PersonEvents;
import dev.followup.worker.schedule.RuleScheduler;
import dev.followup.worker.schedule.TickFanOut;
import dev.followup.worker.waiting.DueWaits;
import dev.followup.worker.waiting.MissedStops;
import dev.followup.worker.waiting.WaitFacts;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;

/// A factory of workers with a test's own ledger, inbox, rules or settings.
@Singleton
public class WorkerFixture {

    /// The requests a second of the default settings, which take long to be read.
    private static final double USUAL_PACE = TestConfig.with(Map.of()).crm().requestsPerSecond();

    private final Accounts accounts;
    private final TokenProvider tokens;
    private final CrmTasks crm;
    private final CrmWebhooks webhooks;
    private final CrmDirectory directory;
    private final CrmEventLog eventLog;
    private final IncomingLeadFilter incomingLeads;
    private final EventEnricher enricher;
    private final CrmEntities entities;
    private final CrmSessions sessions;
    private final Clock clock;
    private final MonotonicClock monotonicClock;
    private final ParallelRunner parallelRunner;
    private final Metrics metrics;

    public WorkerFixture(
            Accounts accounts,
            TokenProvider tokens,
            CrmTasks crm,
            CrmWebhooks webhooks,
            CrmDirectory directory,
            CrmEventLog events,
            IncomingLeadFilter incoming,
            EventEnricher facts,
            CrmEntities entities,
            CrmSessions sessions,
            Clock clock,
            MonotonicClock monotonicClock,
            ParallelRunner parallelRunner,
            Metrics metrics) {
        this.accounts = accounts;
        this.tokens = tokens;
        this.crm = crm;
        this.webhooks = webhooks;
        this.directory = directory;
        this.eventLog = events;
        this.incomingLeads = incoming;
        this.enricher = facts;
        this.entities = entities;
        this.sessions = sessions;
        this.clock = clock;
        this.monotonicClock = monotonicClock;
        this.parallelRunner = parallelRunner;
        this.metrics = metrics;
    }

    public BatchProcessor processor(RuleBookStore books, Ledger ledger, Inbox inbox, FollowupConfig config) {
        return processor(books, ledger, inbox, config, Duration.ZERO);
    }

    /// A processor of batches.
    ///
    /// @param passed how far the clock of its circuit breaker is ahead
    BatchProcessor processor(RuleBookStore books, Ledger ledger, Inbox inbox, FollowupConfig config, Duration passed) {
        return new BatchProcessor(
                accounts,
                inbox,
                new TickFanOut(accounts, inbox, new MessageDecoder(new WebhookReader())),
                new Leases(ledger, config, clock, monotonicClock),
                books,
                worker(books, ledger, inbox, config, passed),
                new MetricsPublisher(metrics, config, clock),
                parallelRunner);
    }

    /// A worker.
    ///
    /// @param passed how far the clock of its circuit breaker and of its delivery is ahead
    public AccountWorker worker(
            RuleBookStore books, Ledger ledger, Inbox inbox, FollowupConfig config, Duration passed) {
        return worker(books, ledger, inbox, config, passed, delivery(ledger, config, Clock.offset(clock, passed)));
    }

    /// A worker with a delivery of its own.
    public AccountWorker worker(RuleBookStore books, Ledger ledger, Inbox inbox, Delivery delivery) {
        return worker(books, ledger, inbox, TestConfig.with(Map.of()), Duration.ZERO, delivery);
    }

    private AccountWorker worker(
            RuleBookStore books,
            Ledger ledger,
            Inbox inbox,
            FollowupConfig config,
            Duration passed,
            Delivery delivery) {
        var deadLetters = new DeadLetters(inbox, metrics);
        return new AccountWorker(
                new CircuitBreaker(sessions(config), config, metrics, Clock.offset(clock, passed)),
                new MessageDecoder(new WebhookReader()),
                deadLetters,
                new AccountRequests(),
                tokens,
                new WebhookMonitor(config, books, webhooks, metrics),
                new DirectoryMonitor(books, directory, metrics),
                new RuleScheduler(books, crm, new PersonEvents(entities)),
                new EntityWalker(books, entities, crm, new PersonEvents(entities)),
                recovery(books, ledger, config),
                new Planner(
                        books, new EventDeduplicator(), enricher, deadLetters, metrics, ProgressListener.NONE, clock),
                new DueWaits(
                        books,
                        new MissedStops(finder(books, ledger), recovery(books, ledger, config)),
                        new WaitFacts(enricher, crm),
                        clock,
                        ProgressListener.NONE),
                delivery);
    }

    /// The application's sessions, or others if the settings want another pace.
    private CrmSessions sessions(FollowupConfig config) {
        return config.crm().requestsPerSecond() == USUAL_PACE
                ? sessions
                : new CrmSessions(config, clock, monotonicClock);
    }

    public MissedEventRecovery recovery(RuleBookStore books, Ledger ledger, FollowupConfig config) {
        return new MissedEventRecovery(config, finder(books, ledger), metrics);
    }

    private MissedEventFinder finder(RuleBookStore books, Ledger ledger) {
        var reconstructor = new EventReconstructor(eventLog, crm, enricher);
        return new MissedEventFinder(books, eventLog, incomingLeads, reconstructor, ledger);
    }

    public Delivery delivery(Ledger ledger, FollowupConfig config) {
        return delivery(ledger, config, clock);
    }

    /// A delivery.
    ///
    /// @param now the clock by which it says how long something has waited
    public Delivery delivery(Ledger ledger, FollowupConfig config, Clock now) {
        var sender = new CommandSender(crm, new OpenTaskQuery(crm, ledger), new PersonChooser(crm), clock);
        var reconciler = new CommandReconciler(ledger, crm, entities, clock, monotonicClock, config, metrics);
        return new Delivery(sender, reconciler, crm, metrics, now, ProgressListener.NONE);
    }
}
