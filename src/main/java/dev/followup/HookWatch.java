package dev.followup;

import dev.followup.account.Account;
import dev.followup.config.FollowupConfig;
import dev.followup.crm.CrmHooks;
import dev.followup.crm.Found;
import dev.followup.crm.Hook;
import dev.followup.crm.HookAddress;
import dev.followup.crm.HookNeeds;
import dev.followup.crm.HookPlace;
import dev.followup.crm.Visit;
import dev.followup.lane.Tick;
import dev.followup.ledger.Ledger.Agenda;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Looks now and then whether the CRM still tells of what the rules listen to. A hook that it has switched off is an
/// alarm at each look, and subscribed again if that is allowed. Whatever goes wrong here is told and forgotten.
@ApplicationScoped
class HookWatch {

    private static final Logger LOG = Logger.getLogger(HookWatch.class);

    /// From a hook that is switched off to the alarm at most: it took a hundred failures, so that a little more does
    /// not matter, and each look is one of the requests that the CRM allows an account.
    private static final Duration INTERVAL = Duration.ofMinutes(15);

    /// What a look may take of an invocation that has tasks to send: more than four answers usually take.
    private static final Duration LONGEST = Duration.ofSeconds(5);

    private static final String BY_HAND = "Open it in the CRM's settings of webhooks and save it, or run subscribe";

    private final @Nullable HookPlace place;
    private final boolean resubscribe;
    private final RuleBooks books;
    private final CrmHooks crm;

    HookWatch(FollowupConfig config, RuleBooks books, CrmHooks crm) {
        this.place = place(config).orElse(null);
        this.resubscribe = config.resubscribe();
        this.books = books;
        this.crm = crm;
    }

    /// Where our hooks come in; empty if nobody said.
    ///
    /// @throws IllegalArgumentException if what was said is no such place
    static Optional<HookPlace> place(FollowupConfig config) {
        try {
            return config.hooks().map(HookPlace::of);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("FOLLOWUP_HOOKS: " + e.getMessage(), e);
        }
    }

    /// Looks, if this is the tick for it.
    ///
    /// @param agenda what is open in the account: one that the CRM serves nothing is not asked
    /// @return what was seen; empty if nobody looked
    Optional<HookSight> look(Visit visit, Agenda agenda, Tick tick) {
        if (place == null || visit.isClosed() || agenda.block() != null || !isTime(agenda.ticked(), tick)) {
            return Optional.empty();
        }
        var needs = HookNeeds.of(books.of(visit.account()).kinds());
        if (!needs.needHook()) {
            return Optional.empty();
        }
        var sight = sight(visit.aside(LONGEST), place, needs);
        tell(visit.account(), sight);
        sight.count(visit.tally());
        return Optional.of(sight);
    }

    /// Whether a quarter of an hour has begun since the last tick. By the ticks' times alone: nothing is to be
    /// kept, and a tick that was left out for a later one is made up for.
    private static boolean isTime(@Nullable Instant last, Tick tick) {
        return last == null || quarter(last) < quarter(tick.time());
    }

    private static long quarter(Instant time) {
        return Math.floorDiv(time.getEpochSecond(), INTERVAL.toSeconds());
    }

    private HookSight sight(Visit visit, HookPlace ours, HookNeeds needs) {
        return switch (crm.all(visit)) {
            case Found.Failed<List<Hook>>(var why) -> new HookSight.Unseen(why);
            case Found.All<List<Hook>>(var hooks) ->
                ours.hooks(visit.account().name(), hooks).stream()
                        .findFirst()
                        .map(hook -> sight(visit, hook, needs))
                        .orElseGet(() -> new HookSight.Missing(ours));
        };
    }

    private HookSight sight(Visit visit, Hook hook, HookNeeds needs) {
        if (hook.disabled()) {
            return resubscribe
                    ? switchedOn(hook.address(), crm.subscribe(visit, hook.address(), needs.wanted(hook.keys())))
                    : new HookSight.SwitchedOff(hook.address(), false, BY_HAND);
        }
        var lacking = new TreeSet<>(needs.keys());
        lacking.removeAll(hook.keys());
        return lacking.isEmpty() ? new HookSight.InOrder() : new HookSight.Lacking(hook.address(), lacking);
    }

    private static HookSight switchedOn(HookAddress address, Found<Hook> again) {
        return switch (again) {
            case Found.Failed<Hook>(var why) ->
                new HookSight.SwitchedOff(address, false, "Subscribing again failed: " + why + ". " + BY_HAND);
            case Found.All<Hook>(var hook) ->
                hook.disabled()
                        ? new HookSight.SwitchedOff(address, false, "Subscribing again did not help. " + BY_HAND)
                        : new HookSight.SwitchedOff(address, true, "It was subscribed again");
        };
    }

    private static void tell(Account account, HookSight sight) {
        switch (sight) {
            case HookSight.InOrder _ -> {}
            case HookSight.SwitchedOff off ->
                LOG.errorf(
                        "%s: the CRM has switched off the hook %s, which failed too often, and told nothing since."
                                + " %s. The gateway's log shows what failed",
                        account.name(), off.address(), off.remedy());
            case HookSight.Missing(var ours) ->
                LOG.warnf(
                        "%s: the CRM has no hook to %s***/%s, and tells nothing. Run subscribe",
                        account.name(), ours, account.name());
            case HookSight.Lacking(var address, var keys) ->
                LOG.warnf(
                        "%s: the hook %s does not tell of %s, which rules listen to. Run subscribe",
                        account.name(), address, keys);
            case HookSight.Unseen(var why) ->
                LOG.warnf("%s: its hooks could not be looked at: %s", account.name(), why);
        }
    }
}
