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

/// What must be subscribed to, for rules to hear of all kinds of event that they listen to.
///
/// @param keys what the API can subscribe to, as it calls it, such as `status_lead`
/// @param manualSetup the other kinds, each with where a person sets it up: the API has no key for them,
/// or none that is known for sure
public record RequiredWebhooks(SortedSet<String> keys, SortedMap<EventKind, String> manualSetup) {

    /// What the CRM has keys for, and what their first halves are, as in `responsible_lead`. Hooks of these keys
    /// arrive under other names: a contact's new owner as `contacts[update]`.
    /// Source: CRM documentation, "Webhooks", API of webhooks; read 2026-11-22. A list of Kommo's leaves out
    /// `update_task` and all of customers.
    private static final Set<String> SUBJECTS = Set.of("lead", "contact", "company", "customer", "task", "talk");

    private static final Map<String, String> VERBS = Map.of(
            "added", "add",
            "updated", "update",
            "deleted", "delete",
            "restored", "restore",
            "status-changed", "status",
            "owner-changed", "responsible",
            "note-added", "note");

    /// A completion is told as an update. Additions belong to it: a task that is complete from the start would
    /// else seem to be completed by its next edit. The keys of messages stand in several public clients, not in
    /// the documentation; read 2026-11-22.
    private static final Map<EventKind, Set<String>> OTHERS = Map.of(
            EventKind.TASK_COMPLETED, Set.of("add_task", "update_task"),
            EventKind.MESSAGE_RECEIVED, Set.of("add_message"),
            EventKind.MESSAGE_SENT, Set.of("add_outgoing_message"));

    private static final Set<String> KNOWN = Arrays.stream(EventKind.values())
            .flatMap(kind -> keys(kind).stream())
            .collect(Collectors.toUnmodifiableSet());

    private static final String PIPELINE =
            "in the settings of the pipeline (digital pipeline), as a webhook of its stages with the same address";
    private static final String SETTINGS = "in the CRM's settings of webhooks, at the same address";

    public RequiredWebhooks {
        keys = Collections.unmodifiableSortedSet(new TreeSet<>(keys));
        manualSetup = Collections.unmodifiableSortedMap(new TreeMap<>(manualSetup));
    }

    /// What kinds of event need. Those that the clock sets off need nothing.
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

    /// Whether the account needs a hook at all: what the digital pipeline tells comes by hooks of its stages.
    public boolean needWebhook() {
        return !keys.isEmpty() || manualSetup.containsValue(SETTINGS);
    }

    /// What a hook should be subscribed to: what is needed, and what it has that is not known here, since a
    /// person has set that up by hand.
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
