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

/// The registrar of the webhook that the rules need. It subscribes the webhook, or only reports how the CRM
/// has it.
@ApplicationScoped
public class WebhookRegistrar {

    /// The time limit, since a person waits for the answer.
    private static final Duration TIME_LIMIT = Duration.ofSeconds(20);

    private static final Pattern ADDRESS_REFUSED = Pattern.compile("\\burl\\b", Pattern.CASE_INSENSITIVE);

    private final RuleBookStore books;
    private final CrmWebhooks crm;
    private final CrmSessions sessions;
    private final FollowupConfig config;
    private final Clock clock;

    public WebhookRegistrar(
            RuleBookStore books, CrmWebhooks crm, CrmSessions sessions, FollowupConfig config, Clock clock) {
        this.books = books;
        this.crm = crm;
        this.sessions = sessions;
        this.config = config;
        this.clock = clock;
    }

    /// The report on the account's webhook, as it was before it was subscribed.
    ///
    /// @param address the webhook's URL; `null` for that of the webhook under the base URL of the
    /// settings
    /// @param apply whether to subscribe the webhook, unless it is as it should be
    /// @throws SubscriptionException if the CRM refuses or fails, or the address is missing
    public SubscriptionReport subscription(Account account, @Nullable WebhookUrl address, boolean apply) {
        var session = sessions.begin(account, clock.instant().plus(TIME_LIMIT));
        var webhooks = webhooks(session);
        var diff = new SubscriptionDiff(
                address == null ? registeredUrl(account, webhooks) : address,
                webhooks,
                RequiredWebhooks.of(books.of(account).kinds()));
        boolean applied = apply && diff.needsSubscribing();
        var advice = new ArrayList<String>();
        if (applied) {
            advice.addAll(diff.advice(subscribed(session, diff)));
        } else {
            diff.remainingAdvice().ifPresent(advice::add);
        }
        advice.addAll(advice(diff));
        return diff.report(applied, advice);
    }

    private List<Webhook> webhooks(CrmSession session) {
        return switch (crm.all(session)) {
            case CrmResult.All<List<Webhook>>(var all) -> all;
            case CrmResult.Failed<List<Webhook>>(var why) -> throw new SubscriptionException("crm", why.reason());
        };
    }

    /// The URL of the only webhook that the account has under the base URL of the settings.
    private WebhookUrl registeredUrl(Account account, List<Webhook> webhooks) {
        var baseUrl = config.webhookBaseUrl()
                .map(WebhookBaseUrl::of)
                .orElseThrow(() -> new SubscriptionException(
                        "address",
                        "found none, expected one, or FOLLOWUP_WEBHOOK_BASE_URL with the part before its secret"));
        var found = baseUrl.webhooks(account.name(), webhooks);
        if (found.size() != 1) {
            throw new SubscriptionException(
                    "address",
                    "found none, and at the CRM %s webhooks to %s***/%s, expected one here or there"
                            .formatted(found.isEmpty() ? "no" : found.size(), baseUrl, account.name()));
        }
        return found.getFirst().address();
    }

    private Webhook subscribed(CrmSession session, SubscriptionDiff diff) {
        return switch (crm.subscribe(session, diff.address(), diff.wanted())) {
            case CrmResult.All<Webhook>(var webhook) -> webhook;
            case CrmResult.Failed<Webhook>(CrmFailure.Refused(var reason)) ->
                throw new SubscriptionException("crm", reason + hint(reason, diff));
            case CrmResult.Failed<Webhook>(var why) -> throw new SubscriptionException("crm", why.reason());
        };
    }

    /// What a person can try after the CRM's refusal.
    private static String hint(String reason, SubscriptionDiff diff) {
        return ADDRESS_REFUSED.matcher(reason).find() && diff.address().end().isEmpty()
                ? ". Kommo is said to take only addresses with a slash at their end: add one, if webhooks arrive there, too"
                : ". Or tick " + diff.wanted() + " in its webhook settings, for this address";
    }

    /// What a person should know in any case.
    private List<String> advice(SubscriptionDiff diff) {
        var advice = new ArrayList<String>();
        if (!diff.duplicates().isEmpty()) {
            advice.add(
                    "Other webhooks lead to the same account, so that each event arrives more than once. In the CRM's"
                            + " webhook settings, delete those whose secret is no longer used");
        }
        config.webhookBaseUrl()
                .map(WebhookBaseUrl::of)
                .filter(baseUrl -> !baseUrl.equals(diff.address().baseUrl()))
                .ifPresent(baseUrl -> advice.add(
                        "FOLLOWUP_WEBHOOK_BASE_URL is another one, " + baseUrl + ": this webhook is not monitored"));
        return advice;
    }
}
