package dev.followup.subscription;

import dev.followup.account.Account;
import dev.followup.config.FollowupConfig;
import dev.followup.crm.session.CrmFailure;
import dev.followup.crm.session.CrmResult;
import dev.followup.crm.session.CrmSession;
import dev.followup.crm.session.CrmSessions;
import dev.followup.crm.webhook.CrmWebhooks;
import dev.followup.crm.webhook.Webhook;
import dev.followup.crm.webhook.WebhookBaseUrl;
import dev.followup.crm.webhook.WebhookUrl;
import dev.followup.rule.store.RuleBookStore;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Subscribes the hook that the rules need, or only tells how the CRM has it.
@ApplicationScoped
public class WebhookRegistrar {

    /// A person waits for it.
    private static final Duration LONGEST = Duration.ofSeconds(20);

    private static final Pattern ADDRESS_REFUSED = Pattern.compile("\\burl\\b", Pattern.CASE_INSENSITIVE);

    private final RuleBookStore books;
    private final CrmWebhooks crm;
    private final CrmSessions sessions;
    private final FollowupConfig config;
    private final Clock clock;

    WebhookRegistrar(RuleBookStore books, CrmWebhooks crm, CrmSessions sessions, FollowupConfig config, Clock clock) {
        this.books = books;
        this.crm = crm;
        this.sessions = sessions;
        this.config = config;
        this.clock = clock;
    }

    /// How the account's hook stands, or stood before it was subscribed.
    ///
    /// @param address `null` for that of the hook which leads where the settings say
    /// @param apply whether to subscribe it, unless it is as it should be
    /// @throws SubscriptionException if that could not be found out or done
    public SubscriptionReport subscription(Account account, @Nullable WebhookUrl address, boolean apply) {
        var session = sessions.begin(account, clock.instant().plus(LONGEST));
        var webhooks = webhooks(session);
        var comparison = new SubscriptionDiff(
                address == null ? only(account, webhooks) : address,
                webhooks,
                RequiredWebhooks.of(books.of(account).kinds()));
        boolean applied = apply && comparison.isToDo();
        var advice = new ArrayList<String>();
        if (applied) {
            advice.addAll(comparison.advice(subscribed(session, comparison)));
        } else {
            comparison.stillToDo().ifPresent(advice::add);
        }
        advice.addAll(advice(comparison));
        return comparison.subscription(applied, advice);
    }

    private List<Webhook> webhooks(CrmSession session) {
        return switch (crm.all(session)) {
            case CrmResult.All<List<Webhook>>(var all) -> all;
            case CrmResult.Failed<List<Webhook>>(var why) -> throw new SubscriptionException("crm", why.reason());
        };
    }

    /// The address of the only hook that the account has where the settings say.
    private WebhookUrl only(Account account, List<Webhook> webhooks) {
        var place = config.webhookBaseUrl()
                .map(WebhookBaseUrl::of)
                .orElseThrow(() -> new SubscriptionException(
                        "address",
                        "found none, expected one, or FOLLOWUP_WEBHOOK_BASE_URL with what stands before its secret"));
        var found = place.webhooks(account.name(), webhooks);
        if (found.size() != 1) {
            throw new SubscriptionException(
                    "address",
                    "found none, and at the CRM %s hooks to %s***/%s, expected one here or there"
                            .formatted(found.isEmpty() ? "no" : found.size(), place, account.name()));
        }
        return found.getFirst().address();
    }

    private Webhook subscribed(CrmSession session, SubscriptionDiff comparison) {
        return switch (crm.subscribe(session, comparison.address(), comparison.wanted())) {
            case CrmResult.All<Webhook>(var webhook) -> webhook;
            case CrmResult.Failed<Webhook>(CrmFailure.Refused(var reason)) ->
                throw new SubscriptionException("crm", reason + hint(reason, comparison));
            case CrmResult.Failed<Webhook>(var why) -> throw new SubscriptionException("crm", why.reason());
        };
    }

    /// What a person can try where the CRM refuses.
    private static String hint(String reason, SubscriptionDiff comparison) {
        return ADDRESS_REFUSED.matcher(reason).find()
                        && comparison.address().end().isEmpty()
                ? ". Kommo is said to take only addresses with a slash at their end: add one, if hooks come in there, too"
                : ". Or tick " + comparison.wanted() + " in its settings of webhooks, for this address";
    }

    /// What a person should know however it goes.
    private List<String> advice(SubscriptionDiff comparison) {
        var advice = new ArrayList<String>();
        if (!comparison.duplicates().isEmpty()) {
            advice.add("Other hooks lead there, too, so that each event comes more than once. Delete in the CRM's"
                    + " settings of webhooks those whose secret is used no more");
        }
        config.webhookBaseUrl()
                .map(WebhookBaseUrl::of)
                .filter(place -> !place.equals(comparison.address().place()))
                .ifPresent(place -> advice.add("FOLLOWUP_WEBHOOK_BASE_URL names another place, " + place
                        + ": ticks do not look after this hook"));
        return advice;
    }
}
