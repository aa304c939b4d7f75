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

/// The hook that the rules need, beside those that the CRM has.
///
/// @param address where the needed one leads
/// @param webhooks what the CRM has
record SubscriptionDiff(WebhookUrl address, List<Webhook> webhooks, RequiredWebhooks needs) {

    State state() {
        var before = found();
        if (before.isEmpty()) {
            return State.NEW;
        }
        return before.get().disabled() || !before.get().keys().equals(wanted()) ? State.CHANGED : State.AS_IT_SHOULD_BE;
    }

    /// What it should tell of, as the CRM's API calls it; nothing if rules listen to nothing of that kind.
    SortedSet<String> wanted() {
        return needs.wanted(before());
    }

    /// Whether it can be subscribed, and is not as it should be.
    boolean isToDo() {
        return state() != State.AS_IT_SHOULD_BE && !wanted().isEmpty();
    }

    /// What a person should do where nothing was done; empty if nothing is to be done.
    Optional<String> stillToDo() {
        if (isToDo()) {
            return Optional.of("Nothing was done: \"apply\": true does it");
        }
        return wanted().isEmpty()
                ? Optional.of("Nothing was done: no rule listens to what the API can subscribe to")
                : Optional.empty();
    }

    /// The other hooks that lead there.
    List<WebhookUrl> duplicates() {
        return webhooks.stream()
                .map(Webhook::address)
                .filter(other -> other.leadsWhere(address) && !other.equals(address))
                .toList();
    }

    /// In words.
    ///
    /// @param applied whether it was subscribed since
    SubscriptionReport subscription(boolean applied, List<String> advice) {
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

    /// What a person should do about what the CRM has made of it.
    List<String> advice(Webhook now) {
        var refused = without(wanted(), now.keys());
        var kept = without(now.keys(), wanted());
        var advice = new ArrayList<String>();
        if (!refused.isEmpty()) {
            advice.add("The CRM left out " + refused + ": tick that in its settings of webhooks");
        }
        if (!kept.isEmpty()) {
            advice.add("The CRM kept " + kept + ": it does no harm, and can be unticked in its settings of webhooks");
        }
        if (now.disabled()) {
            advice.add("The CRM has it switched off still: open it in its settings of webhooks and save it");
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
