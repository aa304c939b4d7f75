package dev.followup.subscription;

import dev.followup.event.EventKind;
import java.util.Arrays;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// The webhook subscriptions that rules need, so that all kinds of event that they listen to are reported.
///
/// @param keys what can be subscribed by the CRM's API, by its names, such as `status_lead`
/// @param manualSetup the other kinds, each with the place where a person sets it up: the API has no
/// key for them, or none that is documented
public record RequiredWebhooks(SortedSet<String> keys, SortedMap<EventKind, String> manualSetup) {

    /// The subjects that the CRM has keys for, and the first halves of the keys, as in `responsible_lead`.
    /// Webhooks of these keys arrive under other names: a contact's new owner as `contacts[update]`.
    /// Source: CRM documentation, "Webhooks", API of webhooks; read 2026-11-22. A list of Kommo's omits
    /// `update_task` and all keys of customers.
    private static final Set<String> SUBJECTS = Set.of("lead", "contact", "company", "customer", "task", "talk");

    private static final Map<String, String> VERBS = Map.of(
            "added", "add",
            "updated", "update",
            "deleted", "delete",
            "restored", "restore",
            "status-changed", "status",
            "owner-changed", "responsible",
            "note-added", "note");

    /// The keys of other kinds. A completion is reported as an update. It needs additions too: a task that is
    /// complete from the start would otherwise seem to be completed by its next edit. The keys of messages
    /// are in several public clients, not in the documentation; read 2026-11-22.
    private static final Map<EventKind, Set<String>> OTHERS = Map.of(
            EventKind.TASK_COMPLETED, Set.of("add_task", "update_task"),
            EventKind.MESSAGE_RECEIVED, Set.of("add_message"),
            EventKind.MESSAGE_SENT, Set.of("add_outgoing_message"));

    private static final Set<String> KNOWN = Arrays.stream(EventKind.values())
            .flatMap(kind -> keys(kind).stream())
            .collect(Collectors.toUnmodifiableSet());

    private static final String PIPELINE =
            "in the settings of the pipeline (digital pipeline), as a webhook of its stages with the same address";
    private static final String SETTINGS = "in the CRM's webhook settings, at the same address";

    public RequiredWebhooks {
        keys = Collections.unmodifiableSortedSet(new TreeSet<>(keys));
        manualSetup = Collections.unmodifiableSortedMap(new TreeMap<>(manualSetup));
    }

    /// The subscriptions that kinds of event need. Scheduled kinds need none.
    public static RequiredWebhooks of(Set<EventKind> kinds) {
        var keys = new TreeSet<String>();
        var manualSetup = new TreeMap<EventKind, String>();
        for (var kind : kinds) {
            keys.addAll(keys(kind));
            if (keys(kind).isEmpty() && !kind.isScheduled()) {
                manualSetup.put(kind, kind.subject().equals("lead") ? PIPELINE : SETTINGS);
            }
        }
        return new RequiredWebhooks(keys, manualSetup);
    }

    /// Whether the account needs a webhook of its own: events of the digital pipeline are reported by
    /// webhooks of its stages.
    public boolean needWebhook() {
        return !keys.isEmpty() || manualSetup.containsValue(SETTINGS);
    }

    /// The keys that a webhook should have: those that are needed, and those it has that are not known here,
    /// since a person has set them up by hand.
    public SortedSet<String> wanted(Set<String> before) {
        var wanted = new TreeSet<>(before);
        wanted.removeAll(KNOWN);
        wanted.addAll(keys);
        return wanted;
    }

    private static Set<String> keys(EventKind kind) {
        var verb = VERBS.get(kind.verb());
        return verb != null && SUBJECTS.contains(kind.subject())
                ? Set.of(verb + "_" + kind.subject())
                : OTHERS.getOrDefault(kind, Set.of());
    }
}
