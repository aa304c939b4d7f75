package dev.followup.subscription;

import dev.followup.account.Account;
import dev.followup.config.FollowupConfig;
import dev.followup.crm.session.CrmFailure;
import dev.followup.crm.session.CrmResult;
import dev.followup.crm.session.CrmSession;
import dev.followup.crm.webhook.CrmWebhooks;
import dev.followup.crm.webhook.Webhook;
import dev.followup.crm.webhook.WebhookBaseUrl;
import dev.followup.crm.webhook.WebhookUrl;
import dev.followup.inbox.Tick;
import dev.followup.ledger.Ledger.AccountState;
import dev.followup.rule.store.RuleBookStore;
import dev.followup.telemetry.Metric;
import dev.followup.telemetry.Metrics;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Looks now and then whether the CRM still tells of what the rules listen to. A hook that it has switched off is an
/// alarm at each look, and subscribed again if that is allowed. Whatever goes wrong here is told and forgotten.
@ApplicationScoped
public class WebhookMonitor {

    private static final Logger LOG = Logger.getLogger(WebhookMonitor.class);

    /// From a hook that is switched off to the alarm at most: it took a hundred failures, so that a little more does
    /// not matter, and each look is one of the requests that the CRM allows an account.
    private static final Duration INTERVAL = Duration.ofMinutes(15);

    /// What a look may take of an invocation that has tasks to send: more than four answers usually take.
    private static final Duration LONGEST = Duration.ofSeconds(5);

    private static final String MANUAL_REMEDY =
            "Open it in the CRM's settings of webhooks and save it, or run subscribe";

    private final @Nullable WebhookBaseUrl place;
    private final boolean resubscribe;
    private final RuleBookStore books;
    private final CrmWebhooks crm;
    private final Metrics metrics;

    public WebhookMonitor(FollowupConfig config, RuleBookStore books, CrmWebhooks crm, Metrics metrics) {
        this.place = place(config).orElse(null);
        this.resubscribe = config.resubscribe();
        this.books = books;
        this.crm = crm;
        this.metrics = metrics;
    }

    /// Where our hooks come in; empty if nobody said.
    ///
    /// @throws IllegalArgumentException if what was said is no such place
    public static Optional<WebhookBaseUrl> place(FollowupConfig config) {
        try {
            return config.webhookBaseUrl().map(WebhookBaseUrl::of);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("FOLLOWUP_WEBHOOK_BASE_URL: " + e.getMessage(), e);
        }
    }

    /// Looks, if this is the tick for it.
    ///
    /// @param state what is open in the account: one that the CRM serves nothing is not asked
    /// @return what was seen; empty if nobody looked
    public Optional<WebhookStatus> check(CrmSession session, AccountState state, Tick tick) {
        if (place == null
                || session.isClosed()
                || state.openCircuit() != null
                || !isTime(state.scheduledUntil(), tick)) {
            return Optional.empty();
        }
        var needs = RequiredWebhooks.of(books.of(session.account()).kinds());
        if (!needs.needWebhook()) {
            return Optional.empty();
        }
        var status = status(session.child(LONGEST), place, needs);
        report(session.account(), status);
        count(session.account(), status);
        return Optional.of(status);
    }

    /// Whether a quarter of an hour has begun since the last tick. By the ticks' times alone: nothing is to be
    /// kept, and a tick that was left out for a later one is made up for.
    private static boolean isTime(@Nullable Instant last, Tick tick) {
        return last == null || quarter(last) < quarter(tick.time());
    }

    private static long quarter(Instant time) {
        return Math.floorDiv(time.getEpochSecond(), INTERVAL.toSeconds());
    }

    private WebhookStatus status(CrmSession session, WebhookBaseUrl ours, RequiredWebhooks needs) {
        return switch (crm.all(session)) {
            case CrmResult.Failed<List<Webhook>>(var why) -> new WebhookStatus.Unknown(why);
            case CrmResult.All<List<Webhook>>(var webhooks) ->
                ours.webhooks(session.account().name(), webhooks).stream()
                        .findFirst()
                        .map(webhook -> status(session, webhook, needs))
                        .orElseGet(() -> new WebhookStatus.Missing(ours));
        };
    }

    private WebhookStatus status(CrmSession session, Webhook webhook, RequiredWebhooks needs) {
        if (webhook.disabled()) {
            return resubscribe
                    ? switchedOn(
                            webhook.address(), crm.subscribe(session, webhook.address(), needs.wanted(webhook.keys())))
                    : new WebhookStatus.Disabled(webhook.address(), false, MANUAL_REMEDY);
        }
        var lacking = new TreeSet<>(needs.keys());
        lacking.removeAll(webhook.keys());
        return lacking.isEmpty()
                ? new WebhookStatus.Healthy()
                : new WebhookStatus.Incomplete(webhook.address(), lacking);
    }

    private static WebhookStatus switchedOn(WebhookUrl address, CrmResult<Webhook> again) {
        return switch (again) {
            case CrmResult.Failed<Webhook>(var why) ->
                new WebhookStatus.Disabled(
                        address, false, "Subscribing again failed: " + why.reason() + ". " + MANUAL_REMEDY);
            case CrmResult.All<Webhook>(var webhook) ->
                webhook.disabled()
                        ? new WebhookStatus.Disabled(address, false, "Subscribing again did not help. " + MANUAL_REMEDY)
                        : new WebhookStatus.Disabled(address, true, "It was subscribed again");
        };
    }

    private static void report(Account account, WebhookStatus status) {
        switch (status) {
            case WebhookStatus.Healthy _ -> {}
            case WebhookStatus.Disabled off ->
                LOG.errorf(
                        "%s: the CRM has switched off the hook %s, which failed too often, and told nothing since."
                                + " %s. The gateway's log shows what failed",
                        account.name(), off.address(), off.remedy());
            case WebhookStatus.Missing(var ours) ->
                LOG.warnf(
                        "%s: the CRM has no hook to %s***/%s, and tells nothing. Run subscribe",
                        account.name(), ours, account.name());
            case WebhookStatus.Incomplete(var address, var keys) ->
                LOG.warnf(
                        "%s: the hook %s does not tell of %s, which rules listen to. Run subscribe",
                        account.name(), address, keys);
            case WebhookStatus.Unknown(var why) ->
                LOG.warnf("%s: its hooks could not be looked at: %s", account.name(), why.reason());
        }
    }

    /// Counts whether the CRM has switched the webhook off, if that was seen.
    private void count(Account account, WebhookStatus status) {
        switch (status) {
            case WebhookStatus.Disabled _ -> metrics.set(account.name(), Metric.WEBHOOK_DISABLED, 1);
            case WebhookStatus.Healthy _, WebhookStatus.Missing _, WebhookStatus.Incomplete _ ->
                metrics.set(account.name(), Metric.WEBHOOK_DISABLED, 0);
            case WebhookStatus.Unknown _ -> {}
        }
    }

    /// How an account's webhook is at the CRM.
    sealed interface WebhookStatus {

        /// It exists, is switched on, and reports all that rules listen to.
        record Healthy() implements WebhookStatus {}

        /// The CRM has switched it off.
        ///
        /// @param onAgain whether it was subscribed again
        /// @param remedy what was done about it, or what a person must do
        record Disabled(WebhookUrl address, boolean onAgain, String remedy) implements WebhookStatus {}

        /// The CRM has none.
        ///
        /// @param place where it should lead
        record Missing(WebhookBaseUrl place) implements WebhookStatus {}

        /// Rules listen to what it does not report.
        ///
        /// @param keys what it lacks, as the CRM's API calls it
        record Incomplete(WebhookUrl address, SortedSet<String> keys) implements WebhookStatus {}

        /// The CRM did not say.
        record Unknown(CrmFailure why) implements WebhookStatus {}
    }
}
