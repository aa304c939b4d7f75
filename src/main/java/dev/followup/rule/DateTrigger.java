package dev.followup.rule;

import dev.followup.event.CrmEvent;
import dev.followup.event.EntityRef;
import dev.followup.event.EventKind;
import dev.followup.event.EventSubject;
import dev.followup.event.Facts;
import dev.followup.event.UnixTime;
import dev.followup.rule.action.DateField;
import dev.followup.rule.action.ReadContext;
import dev.followup.rule.action.YearlyDate;
import dev.followup.rule.fact.MissingFacts;
import dev.followup.rule.time.CrmDate;
import dev.followup.rule.time.DateOffset;
import dev.followup.rule.time.DateOffsetReader;
import dev.followup.yaml.YamlMapping;
import dev.followup.yaml.YamlNode;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The trigger of a rule on a date that stands in the CRM.
///
/// @param field the date
/// @param fire when the rule fires
/// @param yearly whether only day and month of the date count
/// @param zone the zone of the book
/// @param search what finds the entities whose date was never reported
record DateTrigger(DateField field, DateOffset fire, boolean yearly, ZoneId zone, DateSearch search) {

    /// The furthest from a date that comes again each year.
    private static final int DAYS_OF_YEAR = 365;

    /// What the webhooks of an entity do that report its fields.
    private static final Set<String> REPORTING = Set.of("added", "updated", "status-changed");

    /// Dates that lie in the past when they are heard of first.
    private static final Set<String> PAST = Set.of("lead.created_at", "lead.closed_at");

    /// Dates of something that is over after them.
    private static final Set<String> ONCE = Set.of("task.complete_till", "customer.next_date");

    /// The stages of leads that are closed.
    private static final Set<Long> CLOSED = Set.of(142L, 143L);

    /// The date that open leads do not have.
    private static final String CLOSED_AT = "lead.closed_at";

    /// The subjects whose facts are fetched anew when the time has come: of these only the id is kept.
    private static final Set<String> FETCHED = Set.of("lead", "contact", "company", "task");

    /// Reads `on-date`, `fire` and `yearly`; empty, with problems noted, if they are invalid or left out.
    ///
    /// @param rule the keys of the rule
    /// @param book what the rules of the book may refer to
    static Optional<DateTrigger> read(YamlMapping rule, ReadContext book) {
        var onDate = rule.optional("on-date");
        var fire = rule.optional("fire");
        var yearly = rule.optional("yearly");
        if (onDate.isEmpty()) {
            fire.ifPresent(
                    node -> node.object("found \"fire\" without \"on-date\", expected it in rules on a date only"));
            yearly.ifPresent(
                    node -> node.object("found \"yearly\" without \"on-date\", expected it in rules on a date only"));
            return Optional.empty();
        }
        var field = onDate.flatMap(node -> DateField.read(node, node.word(), book.anyFacts()));
        if (fire.isEmpty()) {
            rule.mapping().object("found \"on-date\" without \"fire\", expected fire: 7d before at 10:00 or the like");
        }
        boolean isYearly = yearly.filter(DateTrigger::flag).isPresent();
        var offset = field.flatMap(date -> fire.flatMap(node -> offset(node, date, isYearly, book)));
        field.filter(date -> isYearly && ONCE.contains(date.path()))
                .ifPresent(date -> yearly.orElseThrow()
                        .object("found \"yearly\" on %s, which does not come again, expected none"
                                .formatted(date.path())));
        var words = fire.map(node -> node.word() + (isYearly ? " yearly" : "")).orElse("");
        return field.flatMap(date -> offset.map(at -> new DateTrigger(
                date,
                at,
                isYearly,
                Optional.ofNullable(book.zone()).orElse(ZoneOffset.UTC),
                new DateSearch(date.subject(), date.path() + " " + words))));
    }

    private static boolean flag(YamlNode node) {
        if (!(node.value().orElse(0) instanceof Boolean flag)) {
            node.refuse("true or false");
            return false;
        }
        return flag;
    }

    private static Optional<DateOffset> offset(YamlNode node, DateField date, boolean isYearly, ReadContext book) {
        var reader = new DateOffsetReader(
                book.zone(), book.workingTime(), isYearly ? DAYS_OF_YEAR : DateOffsetReader.MOST_DAYS);
        if (!isYearly && PAST.contains(date.path()) && node.word().contains(" before")) {
            node.object("found \"%s\", but %s has passed when it is heard of, expected a time after it"
                    .formatted(node.word(), date.path()));
            return Optional.empty();
        }
        if (isYearly && book.zone() == null) {
            node.object("found a rule on each year's date, which needs the book's zone, such as Europe/Moscow");
            return Optional.empty();
        }
        return reader.fire(node, date.hasTime());
    }

    /// The date that comes again each year; `null` if it does not.
    @Nullable
    YearlyDate eachYear() {
        return yearly ? new YearlyDate(field, fire, zone) : null;
    }

    /// The kind of event that the date causes.
    EventKind kind() {
        return EventKind.of(field.subject() + ".date-reached").orElseThrow();
    }

    /// The kinds of event whose webhooks report the date.
    Set<EventKind> reportedBy() {
        return Arrays.stream(EventKind.values()).filter(this::isReportedBy).collect(Collectors.toUnmodifiableSet());
    }

    boolean isReportedBy(EventKind kind) {
        return kind.subject().equals(field.subject()) && REPORTING.contains(kind.verb());
    }

    /// The date that an event reports; empty if it reports none.
    Optional<CrmDate> in(Facts facts) {
        return field.in(facts);
    }

    /// Why an event is not decided as long as its date is unknown, in words; empty if the date is known or matters to
    /// nothing.
    ///
    /// @param key the key of the rule
    Optional<String> undecided(CrmEvent event, String key, MissingFacts missing) {
        if (missing(event, missing).findAny().isPresent()) {
            return Optional.of(field.path() + " is fetched first");
        }
        return hasCaused(event, key) && missing.mayHave(field.path())
                ? Optional.of(field.path() + " is not known")
                : Optional.empty();
    }

    /// The entity to fetch since an event may lack the date; none if it does not.
    Stream<EntityRef.Type> missing(CrmEvent event, MissingFacts missing) {
        if (!isReportedBy(event.kind()) || field.in(event.facts()).isPresent()) {
            return Stream.of();
        }
        boolean isOpen = field.path().equals(CLOSED_AT)
                && event.facts()
                        .id("lead.status_id")
                        .filter(status -> !CLOSED.contains(status))
                        .isPresent();
        return !isOpen && missing.mayHave(field.path()) ? missing.type(field.path()) : Stream.of();
    }

    /// The next times of a date, the earliest first: one, or of a yearly date two.
    ///
    /// @param from the earliest time: what should have fired before it fires then if the date itself is
    /// ahead, and never else
    List<Occurrence> occurrences(CrmDate date, Instant from) {
        var earliest = from.truncatedTo(ChronoUnit.SECONDS);
        var dates = yearly ? date.around(from, zone) : Stream.of(date);
        return dates.flatMap(one -> occurrence(one, earliest).stream())
                .sorted(Comparator.comparing(Occurrence::at)
                        .thenComparing(one -> one.date().at()))
                .limit(yearly ? 2 : 1)
                .toList();
    }

    private Optional<Occurrence> occurrence(CrmDate date, Instant earliest) {
        var time = fire.from(date, _ -> {});
        if (!time.isBefore(earliest)) {
            return Optional.of(new Occurrence(date, time, false));
        }
        return date.end(zone).isAfter(earliest) ? Optional.of(new Occurrence(date, earliest, true)) : Optional.empty();
    }

    /// The time of a date.
    ///
    /// @param date that of this year for a yearly one
    /// @param at when the rule fires
    /// @param isLate whether it should have fired before
    record Occurrence(CrmDate date, Instant at, boolean isLate) {}

    /// The event that a date causes.
    ///
    /// @param event an event that reports the date
    /// @param subject what has the date
    /// @param key the key of the rule
    /// @param name its name
    CrmEvent event(CrmEvent event, EventSubject subject, Occurrence occurrence, String key, String name) {
        var about = field.subject();
        var fact = event.facts().document().get(about);
        var kept = FETCHED.contains(about) && fact instanceof Map<?, ?> fields && fields.containsKey("id")
                ? Map.of("id", fields.get("id"))
                : fact;
        return new CrmEvent(
                kind(),
                event.account(),
                event.entity(),
                occurrence.at(),
                facts(event, name, kept == null ? Map.of() : kept),
                keyStart(event, key) + subject + ":" + occurrence.date().key(zone));
    }

    /// Whether an event is one that the date has caused, and none that a person describes.
    ///
    /// @param key the key of the rule
    boolean hasCaused(CrmEvent event, String key) {
        return event.kind() == kind() && event.key().startsWith(keyStart(event, key));
    }

    private static String keyStart(CrmEvent event, String key) {
        return event.account() + ":" + key + ":";
    }

    private Facts facts(CrmEvent event, String name, Object subject) {
        var about = Map.of("kind", kind().word(), "rule", name);
        return field.subject().equals("task") && event.entity() != null
                ? new Facts(Map.of(
                        "event",
                        about,
                        field.subject(),
                        subject,
                        event.entity().type().singular(),
                        Map.of("id", event.entity().id())))
                : new Facts(Map.of("event", about, field.subject(), subject));
    }

    /// When the subject of an event was changed last, as far as the event reports.
    Instant updatedAt(CrmEvent event) {
        return event.facts()
                .at(field.subject() + ".updated_at")
                .filter(Long.class::isInstance)
                .flatMap(seconds -> UnixTime.of((Long) seconds))
                .orElse(event.time());
    }

    /// What a date leads to, in words, such as `it waits until 2027-02-22 10:00 for 2027-03-01`.
    String words(CrmDate date, List<Occurrence> occurrences) {
        if (occurrences.isEmpty()) {
            return "%s is %s, whose time has passed".formatted(field.path(), words(date));
        }
        var next = occurrences.getFirst();
        var until = next.at().atZone(zone).toLocalDateTime().truncatedTo(ChronoUnit.MINUTES);
        return "%s is %s: the rule %s"
                .formatted(
                        field.path(),
                        words(date),
                        next.isLate() ? "fires at once, since its time has passed" : "waits until " + spaced(until));
    }

    private String words(CrmDate date) {
        return date.hasTime()
                ? spaced(date.at().atZone(zone).toLocalDateTime().truncatedTo(ChronoUnit.MINUTES))
                : date.day(zone).toString();
    }

    private static String spaced(Object localDateTime) {
        return localDateTime.toString().replace('T', ' ');
    }
}
