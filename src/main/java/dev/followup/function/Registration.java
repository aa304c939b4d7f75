package dev.followup.function;

import dev.followup.RuleBooks;
import dev.followup.account.Account;
import dev.followup.config.FollowupConfig;
import dev.followup.crm.CrmHooks;
import dev.followup.crm.Found;
import dev.followup.crm.Hook;
import dev.followup.crm.HookAddress;
import dev.followup.crm.HookNeeds;
import dev.followup.crm.HookPlace;
import dev.followup.crm.Visit;
import dev.followup.crm.Visits;
import dev.followup.task.Outcome;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Subscribes the hook that the rules need, or only tells how the CRM has it.
@ApplicationScoped
class Registration {

    /// A person waits for it.
    private static final Duration LONGEST = Duration.ofSeconds(20);

    private static final Pattern ADDRESS_REFUSED = Pattern.compile("\\burl\\b", Pattern.CASE_INSENSITIVE);

    private final RuleBooks books;
    private final CrmHooks crm;
    private final Visits visits;
    private final FollowupConfig config;
    private final Clock clock;

    Registration(RuleBooks books, CrmHooks crm, Visits visits, FollowupConfig config, Clock clock) {
        this.books = books;
        this.crm = crm;
        this.visits = visits;
        this.config = config;
        this.clock = clock;
    }

    /// How the account's hook stands, or stood before it was subscribed.
    ///
    /// @param address `null` for that of the hook which leads where the settings say
    /// @param apply whether to subscribe it, unless it is as it should be
    /// @throws RefusedException if that could not be found out or done
    Subscription subscription(Account account, @Nullable HookAddress address, boolean apply) {
        var visit = visits.begin(account, clock.instant().plus(LONGEST));
        var hooks = hooks(visit);
        var comparison = new HookComparison(
                address == null ? only(account, hooks) : address,
                hooks,
                HookNeeds.of(books.of(account).kinds()));
        boolean applied = apply && comparison.isToDo();
        var advice = new ArrayList<String>();
        if (applied) {
            advice.addAll(comparison.advice(subscribed(visit, comparison)));
        } else {
            comparison.stillToDo().ifPresent(advice::add);
        }
        advice.addAll(advice(comparison));
        return comparison.subscription(applied, advice);
    }

    private List<Hook> hooks(Visit visit) {
        return switch (crm.all(visit)) {
            case Found.All<List<Hook>>(var all) -> all;
            case Found.Failed<List<Hook>>(var why) -> throw new RefusedException("crm", words(why));
        };
    }

    /// The address of the only hook that the account has where the settings say.
    private HookAddress only(Account account, List<Hook> hooks) {
        var place = config.hooks()
                .map(HookPlace::of)
                .orElseThrow(() -> new RefusedException(
                        "address", "found none, expected one, or FOLLOWUP_HOOKS with what stands before its secret"));
        var found = place.hooks(account.name(), hooks);
        if (found.size() != 1) {
            throw new RefusedException(
                    "address",
                    "found none, and at the CRM %s hooks to %s***/%s, expected one here or there"
                            .formatted(found.isEmpty() ? "no" : found.size(), place, account.name()));
        }
        return found.getFirst().address();
    }

    private Hook subscribed(Visit visit, HookComparison comparison) {
        return switch (crm.subscribe(visit, comparison.address(), comparison.wanted())) {
            case Found.All<Hook>(var hook) -> hook;
            case Found.Failed<Hook>(Outcome.Refused(var reason)) ->
                throw new RefusedException("crm", reason + hint(reason, comparison));
            case Found.Failed<Hook>(var why) -> throw new RefusedException("crm", words(why));
        };
    }

    /// What a person can try where the CRM refuses.
    private static String hint(String reason, HookComparison comparison) {
        return ADDRESS_REFUSED.matcher(reason).find()
                        && comparison.address().end().isEmpty()
                ? ". Kommo is said to take only addresses with a slash at their end: add one, if hooks come in there, too"
                : ". Or tick " + comparison.wanted() + " in its settings of webhooks, for this address";
    }

    /// What a person should know however it goes.
    private List<String> advice(HookComparison comparison) {
        var advice = new ArrayList<String>();
        if (!comparison.doubled().isEmpty()) {
            advice.add("Other hooks lead there, too, so that each event comes more than once. Delete in the CRM's"
                    + " settings of webhooks those whose secret is used no more");
        }
        config.hooks()
                .map(HookPlace::of)
                .filter(place -> !place.equals(comparison.address().place()))
                .ifPresent(place -> advice.add(
                        "FOLLOWUP_HOOKS names another place, " + place + ": ticks do not look after this hook"));
        return advice;
    }

    private static String words(Outcome why) {
        return switch (why) {
            case Outcome.Refused refused -> refused.reason();
            case Outcome.Blocked blocked -> blocked.reason();
            case Outcome.Later later -> later.reason();
            case Outcome.Done _, Outcome.Skipped _, Outcome.Uncertain _ -> why.toString();
        };
    }
}
