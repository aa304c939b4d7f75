package dev.followup.webhook;

import dev.followup.event.EventKind;
import dev.followup.webhook.FormNode.Branch;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The entities that webhooks report, by their keys.
/// Source: CRM documentation, "Webhooks format" and "Webhooks in Digital Pipeline"; read 2026-11-21.
enum WebhookEntity {
    LEADS("lead", "leads"),
    CONTACTS("contact", "contacts"),
    COMPANIES("company", "companies"),
    CUSTOMERS("customer", "customers"),
    TASK("task", "task"),
    TASKS("task", "tasks"),
    UNSORTED("incoming-lead", "unsorted"),
    MESSAGES("message", "message"),
    OUTGOING_MESSAGES("message", "outgoing_message"),
    TALKS("talk", "talk"),
    CATALOGS("list-element", "catalogs");

    private static final Map<String, WebhookEntity> BY_KEY =
            Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(entity -> entity.key, Function.identity()));

    private static final Map<String, String> VERBS = Map.ofEntries(
            Map.entry("add", "added"),
            Map.entry("update", "updated"),
            Map.entry("delete", "deleted"),
            Map.entry("restore", "restored"),
            Map.entry("status", "status-changed"),
            Map.entry("responsible", "owner-changed"),
            Map.entry("note", "note-added"),
            Map.entry("mail_in", "mail-in"),
            Map.entry("call_in", "call-in"),
            Map.entry("chat", "chat"),
            Map.entry("site_visit", "site-visit"));

    private static final Map<WebhookEntity, Set<String>> ACTIONS =
            Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(Function.identity(), WebhookEntity::actions));

    private final String subject;
    private final String key;

    WebhookEntity(String subject, String key) {
        this.subject = subject;
        this.key = key;
    }

    /// The entity of a key such as `leads`.
    ///
    /// @throws MalformedWebhookException if none is known by that key
    static WebhookEntity of(String key) throws MalformedWebhookException {
        var entity = BY_KEY.get(key);
        if (entity == null) {
            throw new MalformedWebhookException(
                    "is not known, expected one of " + String.join(", ", new TreeSet<>(BY_KEY.keySet())));
        }
        return entity;
    }

    /// Whether an entity is known by this key.
    static boolean isKnown(String key) {
        return BY_KEY.containsKey(key);
    }

    /// Refuses an action that this entity does not have.
    void check(String action) throws MalformedWebhookException {
        var known = ACTIONS.getOrDefault(this, Set.of());
        if (!known.contains(action)) {
            throw new MalformedWebhookException("is not known, expected one of " + String.join(", ", known));
        }
    }

    /// The kind of event of an item.
    ///
    /// @param action checked before
    EventKind kind(String action, Branch item) throws MalformedWebhookException {
        return EventKind.of(subject(item) + "." + verb(action, item)).orElseThrow();
    }

    /// The subject of an item. Companies are reported among contacts, with a type of their own.
    private String subject(Branch item) {
        if (this != CONTACTS) {
            return subject;
        }
        boolean company = item.text("type").equals(Optional.of("company"))
                || item.branch("note").orElse(item).text("element_type").equals(Optional.of("3"));
        return company ? COMPANIES.subject : subject;
    }

    private String verb(String action, Branch item) throws MalformedWebhookException {
        return switch (this) {
            case MESSAGES -> item.text("type").equals(Optional.of("outgoing")) ? "sent" : "received";
            case OUTGOING_MESSAGES -> "sent";
            case UNSORTED -> action.equals("delete") ? decision(item) : verb(action);
            default -> verb(action);
        };
    }

    private static String verb(String action) {
        return VERBS.getOrDefault(action, action);
    }

    /// The end of an incoming lead, by its result where the action is missing.
    private static String decision(Branch item) throws MalformedWebhookException {
        var decision = item.text("action")
                .or(() -> Stream.of("accept", "decline")
                        .filter(word -> item.branch(word + "_result").isPresent())
                        .findFirst());
        return switch (decision.orElse("")) {
            case "accept" -> "accepted";
            case "decline" -> "declined";
            default ->
                throw new MalformedWebhookException("action is " + MalformedWebhookException.quote(decision.orElse(""))
                        + ", expected accept or decline");
        };
    }

    private Set<String> actions() {
        return switch (this) {
            case MESSAGES, OUTGOING_MESSAGES -> new TreeSet<>(List.of("add"));
            case UNSORTED -> new TreeSet<>(List.of("add", "update", "delete"));
            default ->
                VERBS.keySet().stream()
                        .filter(action ->
                                EventKind.of(subject + "." + verb(action)).isPresent())
                        .collect(Collectors.toCollection(TreeSet::new));
        };
    }
}
