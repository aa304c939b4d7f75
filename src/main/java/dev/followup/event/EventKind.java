package dev.followup.event;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/// The kinds of event, by the words that rules use after `when`; and those of the clock, which rules request by
/// `every` and `on-date`.
public enum EventKind {
    LEAD_ADDED("lead.added"),
    LEAD_UPDATED("lead.updated"),
    LEAD_DELETED("lead.deleted"),
    LEAD_RESTORED("lead.restored"),
    LEAD_STATUS_CHANGED("lead.status-changed"),
    LEAD_OWNER_CHANGED("lead.owner-changed"),
    LEAD_NOTE_ADDED("lead.note-added"),
    LEAD_MAIL_IN("lead.mail-in"),
    LEAD_CALL_IN("lead.call-in"),
    LEAD_CHAT("lead.chat"),
    LEAD_SITE_VISIT("lead.site-visit"),
    CONTACT_ADDED("contact.added"),
    CONTACT_UPDATED("contact.updated"),
    CONTACT_DELETED("contact.deleted"),
    CONTACT_RESTORED("contact.restored"),
    CONTACT_OWNER_CHANGED("contact.owner-changed"),
    CONTACT_NOTE_ADDED("contact.note-added"),
    COMPANY_ADDED("company.added"),
    COMPANY_UPDATED("company.updated"),
    COMPANY_DELETED("company.deleted"),
    COMPANY_RESTORED("company.restored"),
    COMPANY_OWNER_CHANGED("company.owner-changed"),
    COMPANY_NOTE_ADDED("company.note-added"),
    CUSTOMER_ADDED("customer.added"),
    CUSTOMER_UPDATED("customer.updated"),
    CUSTOMER_DELETED("customer.deleted"),
    CUSTOMER_OWNER_CHANGED("customer.owner-changed"),
    CUSTOMER_NOTE_ADDED("customer.note-added"),
    INCOMING_LEAD_ADDED("incoming-lead.added"),
    INCOMING_LEAD_UPDATED("incoming-lead.updated"),
    INCOMING_LEAD_ACCEPTED("incoming-lead.accepted"),
    INCOMING_LEAD_DECLINED("incoming-lead.declined"),
    TASK_ADDED("task.added"),
    TASK_UPDATED("task.updated"),
    TASK_COMPLETED("task.completed"),
    TASK_OWNER_CHANGED("task.owner-changed"),
    TASK_DELETED("task.deleted"),
    MESSAGE_RECEIVED("message.received"),
    MESSAGE_SENT("message.sent"),
    TALK_ADDED("talk.added"),
    TALK_UPDATED("talk.updated"),
    LIST_ELEMENT_ADDED("list-element.added"),
    LIST_ELEMENT_UPDATED("list-element.updated"),
    LIST_ELEMENT_DELETED("list-element.deleted"),

    /// A rule that runs by the clock was due and found this lead, or leads of one person.
    LEAD_FOUND("lead.found"),

    /// The same of a contact.
    CONTACT_FOUND("contact.found"),

    /// The same of a company.
    COMPANY_FOUND("company.found"),

    /// The same of a customer.
    CUSTOMER_FOUND("customer.found"),

    /// The same of a task.
    TASK_FOUND("task.found"),

    /// The time of a rule on a date of a lead has come.
    LEAD_DATE_REACHED("lead.date-reached"),

    /// The time of a rule on a date of a contact has come.
    CONTACT_DATE_REACHED("contact.date-reached"),

    /// The time of a rule on a date of a company has come.
    COMPANY_DATE_REACHED("company.date-reached"),

    /// The time of a rule on a date of a customer has come.
    CUSTOMER_DATE_REACHED("customer.date-reached"),

    /// The time of a rule on a date of a task has come.
    TASK_DATE_REACHED("task.date-reached"),

    /// A rule that runs by the clock was due.
    SCHEDULE_TICK("schedule.tick");

    private static final List<EventKind> REPORTED_BY_WEBHOOKS =
            Arrays.stream(values()).filter(kind -> !kind.isScheduled()).toList();
    private static final Map<String, EventKind> BY_WORD =
            Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(EventKind::word, Function.identity()));

    private final String word;

    EventKind(String word) {
        this.word = word;
    }

    /// The word in rules, such as `lead.status-changed`.
    public String word() {
        return word;
    }

    /// The kind of thing, such as `lead`.
    public String subject() {
        return word.substring(0, word.indexOf('.'));
    }

    /// The word for several such things, such as `leads`.
    public String plural() {
        return EntityRef.Type.of(subject()).map(EntityRef.Type::word).orElseGet(() -> subject() + "s");
    }

    /// What several such things are listed by: their `texts` if they are tasks, else their `names`.
    public String texts() {
        return isOfTask() ? "texts" : "names";
    }

    /// What happened to it, such as `status-changed`.
    public String verb() {
        return word.substring(word.indexOf('.') + 1);
    }

    /// Whether the clock causes it, and not a change in the CRM.
    public boolean isScheduled() {
        return this == SCHEDULE_TICK || isFound() || isDateReached();
    }

    /// Whether a rule that runs by the clock found what it is about.
    public boolean isFound() {
        return verb().equals("found");
    }

    /// Whether the time of a rule on a date has come.
    public boolean isDateReached() {
        return verb().equals("date-reached");
    }

    /// Whether its subject is a task.
    public boolean isOfTask() {
        return subject().equals("task");
    }

    /// Whether it can have an entity to which tasks are linked.
    public boolean mayHaveEntity() {
        return this != SCHEDULE_TICK && !subject().equals("list-element");
    }

    /// The kinds that webhooks report: all but those of the clock.
    public static List<EventKind> reportedByWebhooks() {
        return REPORTED_BY_WEBHOOKS;
    }

    /// The kind with this word; empty if there is none.
    public static Optional<EventKind> of(String word) {
        return Optional.ofNullable(BY_WORD.get(word));
    }

    @Override
    public String toString() {
        return word;
    }
}
