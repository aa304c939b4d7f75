package dev.followup;

import dev.followup.account.Accounts;
import dev.followup.account.Credentials;
import dev.followup.config.FollowupConfig;
import dev.followup.config.Settings;
import dev.followup.crm.CrmEvents;
import dev.followup.crm.CrmHooks;
import dev.followup.crm.CrmTasks;
import dev.followup.crm.Visits;
import dev.followup.lane.Lanes;
import dev.followup.ledger.Ledger;
import dev.followup.webhook.WebhookReader;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;

/// Builds the hall around what a test wants for itself: its own ledger, lanes, rules or settings.
@Singleton
class Hall {

    private final Accounts accounts;
    private final Credentials credentials;
    private final CrmTasks crm;
    private final CrmHooks hooks;
    private final CrmEvents events;
    private final IncomingLeads incoming;
    private final FactFinder facts;
    private final Visits visits;
    private final Clock clock;

    Hall(
            Accounts accounts,
            Credentials credentials,
            CrmTasks crm,
            CrmHooks hooks,
            CrmEvents events,
            IncomingLeads incoming,
            FactFinder facts,
            Visits visits,
            Clock clock) {
        this.accounts = accounts;
        this.credentials = credentials;
        this.crm = crm;
        this.hooks = hooks;
        this.events = events;
        this.incoming = incoming;
        this.facts = facts;
        this.visits = visits;
        this.clock = clock;
    }

    Automation automation(RuleBooks books, Ledger ledger, Lanes lanes, FollowupConfig config) {
        return automation(books, ledger, lanes, config, Duration.ZERO);
    }

    /// @param passed how far the clock of its barrier is ahead
    Automation automation(RuleBooks books, Ledger ledger, Lanes lanes, FollowupConfig config, Duration passed) {
        return new Automation(accounts, lanes, new Leases(ledger, config), shift(books, ledger, lanes, config, passed));
    }

    /// @param passed how far the clock of its barrier is ahead
    Shift shift(RuleBooks books, Ledger ledger, Lanes lanes, FollowupConfig config, Duration passed) {
        return new Shift(
                ledger,
                new Barrier(visits, ledger, Clock.offset(clock, passed)),
                intake(books, ledger, lanes, config),
                backlog(ledger, config),
                new Meter(config, clock));
    }

    Shift shift(RuleBooks books, Ledger ledger, Lanes lanes, Backlog backlog) {
        var config = Settings.with(Map.of());
        return new Shift(
                ledger,
                new Barrier(visits, ledger, clock),
                intake(books, ledger, lanes, config),
                backlog,
                new Meter(config, clock));
    }

    private Intake intake(RuleBooks books, Ledger ledger, Lanes lanes, FollowupConfig config) {
        var parking = new Parking(lanes);
        var clockwork = new Clockwork(books, crm, credentials);
        return new Intake(
                new MessageReader(new WebhookReader(), clockwork, new HookWatch(config, books, hooks), parking),
                catchUp(books, ledger, config),
                new Planning(books, new Recognition(ledger), facts, ledger, parking));
    }

    CatchUp catchUp(RuleBooks books, Ledger ledger, FollowupConfig config) {
        var hindsight = new Hindsight(events, crm, facts);
        var missed = new Missed(books, events, incoming, hindsight, new Recognition(ledger), ledger);
        return new CatchUp(config, missed, ledger);
    }

    Backlog backlog(Ledger ledger, FollowupConfig config) {
        return backlog(ledger, config, clock);
    }

    /// @param now by which it tells how long something has waited
    Backlog backlog(Ledger ledger, FollowupConfig config, Clock now) {
        var delivery = new Delivery(ledger, crm, new Survey(crm, ledger), clock);
        return new Backlog(ledger, delivery, new LookUp(ledger, crm, clock, config), now);
    }
}
