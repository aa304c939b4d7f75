package dev.followup.worker;

import dev.followup.account.Accounts;
import dev.followup.account.token.TokenProvider;
import dev.followup.config.FollowupConfig;
import dev.followup.config.TestConfig;
import dev.followup.crm.eventlog.CrmEventLog;
import dev.followup.crm.session.CrmSessions;
import dev.followup.crm.task.CrmTasks;
import dev.followup.crm.webhook.CrmWebhooks;
import dev.followup.inbox.Inbox;
import dev.followup.ledger.Ledger;
import dev.followup.rule.store.RuleBookStore;
import dev.followup.subscription.WebhookMonitor;
import dev.followup.telemetry.MetricsPublisher;
import dev.followup.webhook.WebhookReader;
import dev.followup.worker.delivery.CommandReconciler;
import dev.followup.worker.delivery.CommandSender;
import dev.followup.worker.delivery.Delivery;
import dev.followup.worker.delivery.OpenTaskQuery;
import dev.followup.worker.intake.DeadLetters;
import dev.followup.worker.intake.MessageReader;
import dev.followup.worker.planning.EventDeduplicator;
import dev.followup.worker.planning.EventEnricher;
import dev.followup.worker.planning.Planner;
import dev.followup.worker.recovery.EventReconstructor;
import dev.followup.worker.recovery.IncomingLeadFilter;
import dev.followup.worker.recovery.MissedEventFinder;
import dev.followup.worker.recovery.MissedEventRecovery;
import dev.followup.worker.schedule.RuleScheduler;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;

/// Builds the hall around what a test wants for itself: its own ledger, lanes, rules or settings.
@Singleton
public class WorkerFixture {

    private final Accounts accounts;
    private final TokenProvider tokens;
    private final CrmTasks crm;
    private final CrmWebhooks webhooks;
    private final CrmEventLog events;
    private final IncomingLeadFilter incoming;
    private final EventEnricher facts;
    private final CrmSessions sessions;
    private final Clock clock;

    WorkerFixture(
            Accounts accounts,
            TokenProvider tokens,
            CrmTasks crm,
            CrmWebhooks webhooks,
            CrmEventLog events,
            IncomingLeadFilter incoming,
            EventEnricher facts,
            CrmSessions sessions,
            Clock clock) {
        this.accounts = accounts;
        this.tokens = tokens;
        this.crm = crm;
        this.webhooks = webhooks;
        this.events = events;
        this.incoming = incoming;
        this.facts = facts;
        this.sessions = sessions;
        this.clock = clock;
    }

    public BatchProcessor automation(RuleBookStore books, Ledger ledger, Inbox inbox, FollowupConfig config) {
        return automation(books, ledger, inbox, config, Duration.ZERO);
    }

    /// A worker.
    ///
    /// @param passed how far the clock of its barrier is ahead
    BatchProcessor automation(RuleBookStore books, Ledger ledger, Inbox inbox, FollowupConfig config, Duration passed) {
        return new BatchProcessor(
                accounts, inbox, new Leases(ledger, config), worker(books, ledger, inbox, config, passed));
    }

    /// A worker.
    ///
    /// @param passed how far the clock of its barrier is ahead
    public AccountWorker worker(
            RuleBookStore books, Ledger ledger, Inbox inbox, FollowupConfig config, Duration passed) {
        return new AccountWorker(
                ledger,
                new CircuitBreaker(sessions, ledger, Clock.offset(clock, passed)),
                intake(books, ledger, inbox, config),
                delivery(ledger, config),
                new MetricsPublisher(config, clock));
    }

    public AccountWorker worker(RuleBookStore books, Ledger ledger, Inbox inbox, Delivery delivery) {
        var config = TestConfig.with(Map.of());
        return new AccountWorker(
                ledger,
                new CircuitBreaker(sessions, ledger, clock),
                intake(books, ledger, inbox, config),
                delivery,
                new MetricsPublisher(config, clock));
    }

    private Intake intake(RuleBookStore books, Ledger ledger, Inbox inbox, FollowupConfig config) {
        var deadLetters = new DeadLetters(inbox);
        var scheduler = new RuleScheduler(books, crm, tokens);
        return new Intake(
                new MessageReader(
                        new WebhookReader(), scheduler, new WebhookMonitor(config, books, webhooks), deadLetters),
                recovery(books, ledger, config),
                new Planner(books, new EventDeduplicator(ledger), facts, ledger, deadLetters));
    }

    public MissedEventRecovery recovery(RuleBookStore books, Ledger ledger, FollowupConfig config) {
        var hindsight = new EventReconstructor(events, crm, facts);
        var missed = new MissedEventFinder(books, events, incoming, hindsight, new EventDeduplicator(ledger), ledger);
        return new MissedEventRecovery(config, missed, ledger);
    }

    public Delivery delivery(Ledger ledger, FollowupConfig config) {
        return delivery(ledger, config, clock);
    }

    /// A delivery.
    ///
    /// @param now by which it tells how long something has waited
    public Delivery delivery(Ledger ledger, FollowupConfig config, Clock now) {
        var delivery = new CommandSender(ledger, crm, new OpenTaskQuery(crm, ledger), clock);
        return new Delivery(ledger, delivery, new CommandReconciler(ledger, crm, clock, config), now);
    }
}
