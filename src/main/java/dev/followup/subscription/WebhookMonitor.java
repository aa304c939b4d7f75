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
import dev.followup.ledger.AccountLedger;
import dev.followup.ledger.Ledger.AccountState;
import dev.followup.ledger.Ledger.WebhookCheck;
import dev.followup.ledger.Ledger.WebhookOutage;
import dev.followup.rule.store.RuleBookStore;
import dev.followup.telemetry.Metric;
import dev.followup.telemetry.Metrics;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// The monitor of an account's webhook. Every quarter of an hour it checks whether the CRM still reports what
/// rules listen to. A webhook that the CRM has disabled is logged as an error at each check, and subscribed
/// again if that is allowed. A check that fails is logged and has no other effect.
@ApplicationScoped
public class WebhookMonitor {

    private static final Logger LOG = Logger.getLogger(WebhookMonitor.class);

    /// The longest time from a disabled webhook to the alarm. The CRM disables a webhook after a hundred
    /// failures, so that a little more does not matter, and each check is one of the requests that the rate
    /// limit allows.
    private static final Duration INTERVAL = Duration.ofMinutes(15);

    /// How long a check may delay an invocation that has tasks to send: longer than four answers usually
    /// take.
    private static final Duration TIME_LIMIT = Duration.ofSeconds(5);

    private static final String MANUAL_REMEDY = "Open it in the CRM's webhook settings and save it, or run subscribe";

    private final @Nullable WebhookBaseUrl baseUrl;
    private final boolean resubscribe;
    private final RuleBookStore books;
    private final CrmWebhooks crm;
    private final Metrics metrics;

    /// The tick of the last check, by account: `scheduledUntil` does not advance while a scheduled rule fails.
    private final Map<String, Instant> checkedAt = new ConcurrentHashMap<>();

    public WebhookMonitor(FollowupConfig config, RuleBookStore books, CrmWebhooks crm, Metrics metrics) {
        this.baseUrl = baseUrl(config).orElse(null);
        this.resubscribe = config.resubscribe();
        this.books = books;
        this.crm = crm;
        this.metrics = metrics;
    }

    /// The base URL of our webhooks; empty if the setting is missing.
    ///
    /// @throws IllegalArgumentException if the setting is not such a URL
    public static Optional<WebhookBaseUrl> baseUrl(FollowupConfig config) {
        try {
            return config.webhookBaseUrl().map(WebhookBaseUrl::of);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("FOLLOWUP_WEBHOOK_BASE_URL: " + e.getMessage(), e);
        }
    }

    /// Checks the webhook, if a check is due at this tick, and records in the ledger when it is off.
    ///
    /// @param state the account's state: an account whose circuit is open is not checked
    /// @return when the CRM reported nothing last, as far as it is known now; empty if that was never seen
    public Optional<WebhookOutage> check(CrmSession session, AccountLedger ledger, AccountState state, Instant tick) {
        var before = outage(state);
        var seen = check(session, state, tick);
        seen.ifPresent(status -> ledger.recordWebhookCheck(new WebhookCheck(
                tick,
                words(status),
                subscribed(
                        status, RequiredWebhooks.of(books.of(session.account()).kinds())))));
        var outage = seen.flatMap(status -> outage(before.orElse(null), status, tick));
        outage.ifPresent(ledger::recordWebhookOutage);
        return outage.or(() -> before);
    }

    /// When the CRM reported nothing last, as far as it was known before; empty if that was never seen. If webhooks
    /// are not checked, nobody would see the end of an outage that lasts: it holds nothing.
    public Optional<WebhookOutage> outage(AccountState state) {
        return Optional.ofNullable(state.webhookOutage()).filter(outage -> baseUrl != null || !outage.lasts());
    }

    /// The outage that a check has seen; empty if it is as before, or unknown.
    private static Optional<WebhookOutage> outage(@Nullable WebhookOutage before, WebhookStatus status, Instant tick) {
        boolean lasted = before != null && before.lasts();
        var since = before != null && lasted ? before.since() : tick.minus(INTERVAL);
        return switch (status) {
            case WebhookStatus.Disabled(var _, var resubscribed, var _)
            when resubscribed -> Optional.of(new WebhookOutage(since, tick));
            case WebhookStatus.Disabled _, WebhookStatus.Missing _ ->
                lasted ? Optional.empty() : Optional.of(new WebhookOutage(since, null));
            case WebhookStatus.Healthy _, WebhookStatus.Incomplete _ ->
                lasted ? Optional.of(new WebhookOutage(since, tick)) : Optional.empty();
            case WebhookStatus.Unknown _ -> Optional.empty();
        };
    }

    /// The status of the webhook; empty if it was not checked.
    Optional<WebhookStatus> check(CrmSession session, AccountState state, Instant tick) {
        if (baseUrl == null
                || session.isClosed()
                || state.openCircuit() != null
                || !isDue(session.account(), state, tick)) {
            return Optional.empty();
        }
        var needs = RequiredWebhooks.of(books.of(session.account()).kinds());
        if (!needs.needWebhook()) {
            return Optional.empty();
        }
        checkedAt.put(session.account().name(), tick);
        var status = status(session.child(TIME_LIMIT), baseUrl, needs);
        report(session.account(), status);
        count(session.account(), status);
        return Optional.of(status);
    }

    /// Whether a quarter of an hour has begun since the last tick and this instance's last check. It depends on the
    /// ticks' times alone: a check is not lost when its tick was skipped for a later one.
    private boolean isDue(Account account, AccountState state, Instant tick) {
        return hasQuarterBegun(state.scheduledUntil(), tick) && hasQuarterBegun(checkedAt.get(account.name()), tick);
    }

    private static boolean hasQuarterBegun(@Nullable Instant since, Instant tick) {
        return since == null || quarter(since) < quarter(tick);
    }

    private static long quarter(Instant time) {
        return Math.floorDiv(time.getEpochSecond(), INTERVAL.toSeconds());
    }

    private WebhookStatus status(CrmSession session, WebhookBaseUrl baseUrl, RequiredWebhooks needs) {
        return switch (crm.all(session)) {
            case CrmResult.Failed<List<Webhook>>(var why) -> new WebhookStatus.Unknown(why);
            case CrmResult.All<List<Webhook>>(var webhooks) ->
                baseUrl.webhooks(session.account().name(), webhooks).stream()
                        .findFirst()
                        .map(webhook -> status(session, webhook, needs))
                        .orElseGet(() -> new WebhookStatus.Missing(baseUrl));
        };
    }

    private WebhookStatus status(CrmSession session, Webhook webhook, RequiredWebhooks needs) {
        if (webhook.disabled()) {
            return resubscribe
                    ? resubscribed(
                            webhook.address(), crm.subscribe(session, webhook.address(), needs.wanted(webhook.keys())))
                    : new WebhookStatus.Disabled(webhook.address(), false, MANUAL_REMEDY);
        }
        var lacking = new TreeSet<>(needs.keys());
        lacking.removeAll(webhook.keys());
        return lacking.isEmpty()
                ? new WebhookStatus.Healthy()
                : new WebhookStatus.Incomplete(webhook.address(), lacking);
    }

    private static WebhookStatus resubscribed(WebhookUrl address, CrmResult<Webhook> again) {
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

    /// What a check saw, in words.
    private static String words(WebhookStatus status) {
        return switch (status) {
            case WebhookStatus.Healthy _ -> "the CRM reported all that rules listen to";
            case WebhookStatus.Disabled off ->
                off.resubscribed()
                        ? "the CRM had disabled the webhook, and it was subscribed again"
                        : "the CRM had disabled the webhook and reported nothing. " + off.remedy();
            case WebhookStatus.Missing _ -> "the CRM had no webhook and reported nothing. Run subscribe";
            case WebhookStatus.Incomplete(var _, var lacking) ->
                "the CRM did not report %s, which rules listen to. Run subscribe".formatted(String.join(", ", lacking));
            case WebhookStatus.Unknown(var why) -> "the CRM did not list its webhooks: " + why.reason();
        };
    }

    /// What the CRM reports of what rules listen to.
    private static Set<String> subscribed(WebhookStatus status, RequiredWebhooks needs) {
        return switch (status) {
            case WebhookStatus.Healthy _ -> needs.keys();
            case WebhookStatus.Incomplete(var _, var lacking) -> {
                var keys = new TreeSet<>(needs.keys());
                keys.removeAll(lacking);
                yield keys;
            }
            case WebhookStatus.Disabled off -> off.resubscribed() ? needs.keys() : Set.of();
            case WebhookStatus.Missing _, WebhookStatus.Unknown _ -> Set.of();
        };
    }

    private static void report(Account account, WebhookStatus status) {
        switch (status) {
            case WebhookStatus.Healthy _ -> {}
            case WebhookStatus.Disabled off ->
                LOG.errorf(
                        "%s: the CRM has disabled the webhook %s after too many failed deliveries, and has reported"
                                + " nothing since. %s. The gateway's log shows what failed",
                        account.name(), off.address(), off.remedy());
            case WebhookStatus.Missing(var baseUrl) ->
                LOG.errorf(
                        "%s: the CRM has no webhook to %s***/%s and reports nothing. Run subscribe",
                        account.name(), baseUrl, account.name());
            case WebhookStatus.Incomplete(var address, var keys) ->
                LOG.errorf(
                        "%s: the webhook %s does not report %s, which rules listen to. Run subscribe",
                        account.name(), address, keys);
            case WebhookStatus.Unknown(var why) ->
                LOG.warnf(
                        "%s: cannot check the account's webhooks: %s. They are checked again in the next quarter of an hour",
                        account.name(), why.reason());
        }
    }

    /// Counts whether the CRM has disabled the webhook, if the check could see it.
    private void count(Account account, WebhookStatus status) {
        switch (status) {
            case WebhookStatus.Disabled _ -> metrics.set(account.name(), Metric.WEBHOOK_DISABLED, 1);
            case WebhookStatus.Healthy _, WebhookStatus.Missing _, WebhookStatus.Incomplete _ ->
                metrics.set(account.name(), Metric.WEBHOOK_DISABLED, 0);
            case WebhookStatus.Unknown _ -> {}
        }
    }

    /// The status of an account's webhook at the CRM.
    sealed interface WebhookStatus {

        /// The webhook exists, is enabled, and reports everything that rules listen to.
        record Healthy() implements WebhookStatus {}

        /// The CRM has disabled the webhook.
        ///
        /// @param resubscribed whether it was subscribed again
        /// @param remedy what was done, or what a person must do
        record Disabled(WebhookUrl address, boolean resubscribed, String remedy) implements WebhookStatus {}

        /// The CRM has no webhook for the account.
        ///
        /// @param baseUrl the base URL to which it should lead
        record Missing(WebhookBaseUrl baseUrl) implements WebhookStatus {}

        /// The webhook does not report all that rules listen to.
        ///
        /// @param keys the keys it lacks, by the names of the CRM's API
        record Incomplete(WebhookUrl address, SortedSet<String> keys) implements WebhookStatus {}

        /// The status is not known, since the CRM's answer failed.
        record Unknown(CrmFailure why) implements WebhookStatus {}
    }
}
