package dev.followup.subscription;

import dev.followup.crm.webhook.Webhook;
import dev.followup.crm.webhook.WebhookUrl;
import dev.followup.subscription.SubscriptionReport.State;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// The difference between the webhook that the rules need and those that the CRM has.
///
/// @param address the URL of the needed webhook
/// @param webhooks the webhooks that the CRM has
record SubscriptionDiff(WebhookUrl address, List<Webhook> webhooks, RequiredWebhooks needs) {

    State state() {
        var before = found();
        if (before.isEmpty()) {
            return State.NEW;
        }
        return before.get().disabled() || !before.get().keys().equals(wanted()) ? State.CHANGED : State.AS_IT_SHOULD_BE;
    }

    /// The keys that it should have, by the names of the CRM's API; none if rules listen to nothing that has
    /// a key.
    SortedSet<String> wanted() {
        return needs.wanted(before());
    }

    /// Whether the webhook can be subscribed, and differs from what it should be.
    boolean needsSubscribing() {
        return state() != State.AS_IT_SHOULD_BE && !wanted().isEmpty();
    }

    /// What a person should do if nothing was changed; empty if the webhook is as it should be.
    Optional<String> remainingAdvice() {
        if (needsSubscribing()) {
            return Optional.of("Nothing was changed. Send \"apply\": true to subscribe");
        }
        return wanted().isEmpty()
                ? Optional.of("Nothing was changed: no rule listens to an event that the API can subscribe to")
                : Optional.empty();
    }

    /// The other webhooks that lead to the same account.
    List<WebhookUrl> duplicates() {
        return webhooks.stream()
                .map(Webhook::address)
                .filter(other -> other.hasSameTarget(address) && !other.equals(address))
                .toList();
    }

    /// The difference as a report.
    ///
    /// @param applied whether the webhook was subscribed
    SubscriptionReport report(boolean applied, List<String> advice) {
        return new SubscriptionReport(
                address.account(),
                address.toString(),
                state(),
                found().filter(Webhook::disabled).isPresent(),
                applied,
                before(),
                wanted(),
                without(wanted(), before()),
                without(before(), wanted()),
                manualSetup(),
                duplicates().stream().map(WebhookUrl::toString).toList(),
                advice);
    }

    /// What a person should do after the subscription, if the CRM did not store all of it as it should be.
    List<String> advice(Webhook now) {
        var refused = without(wanted(), now.keys());
        var kept = without(now.keys(), wanted());
        var advice = new ArrayList<String>();
        if (!refused.isEmpty()) {
            advice.add("The CRM left out " + refused + ": tick them in its webhook settings");
        }
        if (!kept.isEmpty()) {
            advice.add("The CRM kept " + kept + ": they do no harm and can be unticked in its webhook settings");
        }
        if (now.disabled()) {
            advice.add("The webhook is still disabled: open it in the CRM's webhook settings and save it");
        }
        return advice;
    }

    private static SortedSet<String> without(SortedSet<String> some, SortedSet<String> others) {
        var rest = new TreeSet<>(some);
        rest.removeAll(others);
        return rest;
    }

    private Optional<Webhook> found() {
        return webhooks.stream()
                .filter(webhook -> webhook.address().equals(address))
                .findFirst();
    }

    private SortedSet<String> before() {
        return found().map(Webhook::keys).orElseGet(Collections::emptySortedSet);
    }

    private SortedMap<String, List<String>> manualSetup() {
        return needs.manualSetup().entrySet().stream()
                .collect(Collectors.groupingBy(
                        Map.Entry::getValue,
                        TreeMap::new,
                        Collectors.mapping(entry -> entry.getKey().word(), Collectors.toList())));
    }
}
