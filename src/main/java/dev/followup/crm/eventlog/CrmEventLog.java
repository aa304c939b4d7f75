package dev.followup.crm.eventlog;

import com.fasterxml.jackson.databind.JsonNode;
import dev.followup.crm.session.CallSubject;
import dev.followup.crm.session.CrmCall;
import dev.followup.crm.session.CrmException;
import dev.followup.crm.session.CrmResult;
import dev.followup.crm.session.CrmSession;
import dev.followup.crm.session.Page;
import dev.followup.crm.session.Paginator;
import dev.followup.event.EventKind;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.MultivaluedHashMap;
import jakarta.ws.rs.core.MultivaluedMap;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Gatherers;
import java.util.stream.Stream;
import org.eclipse.microprofile.rest.client.inject.RestClient;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// The client for the CRM's event log, its events list. A refusal or failure of the CRM is a result, never an
/// exception. The list is optional: an account whose plan does not include it stays available for all other
/// calls.
@ApplicationScoped
public class CrmEventLog {

    /// The largest page of this list.
    /// Source: amoCRM documentation, "Events and notes", GET parameter `limit`; read 2026-11-22.
    static final int PAGE = 100;

    /// The most pages that are read of one span: some 1.5 s of the account's rate limit.
    static final int MOST_PAGES = 10;

    /// The most ids that the list takes in one call.
    /// Source: Kommo documentation, "Events and Notes", `filter[entity_id]`; read 2026-11-22.
    static final int IDS_IN_A_CALL = 10;

    private static final Logger LOG = Logger.getLogger(CrmEventLog.class);
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final EventsApi api;

    /// The types that the list refuses, by account. Only the instance remembers them.
    private final Map<String, Set<String>> refusedTypes = new ConcurrentHashMap<>();

    public CrmEventLog(@RestClient EventsApi api) {
        this.api = api;
    }

    /// The given kinds that the event log contains.
    public static Set<EventKind> listed(Set<EventKind> kinds) {
        return Set.copyOf(
                kinds.stream().filter(kind -> EventModel.type(kind).isPresent()).toList());
    }

    /// The events after one moment and not after another, the oldest first. If they are too many for one call
    /// of this method, the later part is left out. Types that the account's list does not know are left out too.
    ///
    /// @param kinds kinds that the event log contains
    public CrmResult<EventLogSlice> recordedEvents(
            CrmSession session, Set<EventKind> kinds, Instant after, Instant until) {
        var account = session.account().name();
        var known = types(kinds);
        known.removeAll(refusedTypes.getOrDefault(account, Set.of()));
        try {
            return new CrmResult.All<>(slice(session, kinds, known, after, until));
        } catch (CrmException.Rejected refusal) {
            return withoutRefusedTypes(session, kinds, known, after, until, refusal);
        } catch (CrmException failure) {
            return new CrmResult.Failed<>(failure.toFailure());
        }
    }

    /// The events of those types that the list accepts. If it accepts none, it is not a type that it refuses.
    private CrmResult<EventLogSlice> withoutRefusedTypes(
            CrmSession session,
            Set<EventKind> kinds,
            SortedSet<String> types,
            Instant after,
            Instant until,
            CrmException.Rejected refusal) {
        try {
            var refused = refusedAmong(session, List.copyOf(types), after, until);
            if (refused.size() == types.size()) {
                return new CrmResult.Failed<>(refusal.toFailure());
            }
            var accepted = new TreeSet<>(types);
            accepted.removeAll(refused);
            var slice = slice(session, kinds, accepted, after, until);
            remember(session.account().name(), refused, refusal);
            return new CrmResult.All<>(slice);
        } catch (CrmException failure) {
            return new CrmResult.Failed<>(failure.toFailure());
        }
    }

    /// The types that the list refuses, by halving: their whole was refused.
    private List<String> refusedAmong(CrmSession session, List<String> types, Instant after, Instant until) {
        if (types.size() <= 1) {
            return types;
        }
        return types.stream()
                .gather(Gatherers.windowFixed((types.size() + 1) / 2))
                .filter(half -> !isAccepted(session, half, after, until))
                .flatMap(half -> refusedAmong(session, half, after, until).stream())
                .toList();
    }

    private boolean isAccepted(CrmSession session, List<String> types, Instant after, Instant until) {
        try {
            page(session, query(types, after, until), 1);
            return true;
        } catch (CrmException.Rejected _) {
            return false;
        }
    }

    private void remember(String account, List<String> refused, CrmException.Rejected refusal) {
        refusedTypes.merge(account, Set.copyOf(refused), (before, more) -> {
            var all = new TreeSet<>(before);
            all.addAll(more);
            return Set.copyOf(all);
        });
        LOG.warnf(
                "%s: the CRM's events list refuses the types %s. Missed events of these types are not recovered,"
                        + " others are: %s",
                account, refused, refusal.getMessage());
    }

    private EventLogSlice slice(
            CrmSession session, Set<EventKind> kinds, Set<String> types, Instant after, Instant until) {
        var end = until;
        var begin = after.truncatedTo(ChronoUnit.SECONDS); // so does the CRM's list
        if (types.isEmpty()) {
            return new EventLogSlice(List.of(), end);
        }
        var found = read(session, types, begin, end, MOST_PAGES);
        while (!found.isWhole) {
            end = found.narrower(begin, end);
            var most = end.isAfter(begin.plus(SECOND)) ? MOST_PAGES : Integer.MAX_VALUE;
            found = read(session, types, begin, end, most);
        }
        var recordedEvents = found.events.stream()
                .flatMap(event -> kinds.stream().filter(event::is).map(event::toRecordedEvent))
                .sorted(Comparator.comparing(RecordedEvent::time))
                .toList();
        return new EventLogSlice(recordedEvents, end);
    }

    /// What was read of a span.
    ///
    /// @param isWhole whether these are all of its events, and not the first pages of more
    private record Reading(List<EventModel> events, boolean isWhole) {

        /// The end of a span that may have few enough events: half of the whole one, or without half of the events
        /// that were read if these reach back further. The list begins with the latest events.
        /// Source: Kommo documentation, "Events and Notes"; read 2026-11-22.
        Instant narrower(Instant after, Instant end) {
            var half = Instant.ofEpochSecond(
                    after.plus(Duration.between(after, end).dividedBy(2))
                            .plusMillis(999)
                            .getEpochSecond());
            if (events.isEmpty()
                    || !events.getFirst().time().isAfter(events.getLast().time())) {
                return half;
            }
            var middle = events.get(events.size() / 2).time();
            return middle.isAfter(after) && middle.isBefore(half) ? middle : half;
        }
    }

    private static SortedSet<String> types(Set<EventKind> kinds) {
        return kinds.stream()
                .flatMap(kind -> EventModel.type(kind).stream())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /// The changes of some entities since a moment, the latest first.
    ///
    /// @param subject such as `lead`
    public CrmResult<List<RecordedChange>> changes(
            CrmSession session, String subject, Collection<Long> ids, Instant since) {
        try {
            return new CrmResult.All<>(ids.stream()
                    .sorted()
                    .gather(Gatherers.windowFixed(IDS_IN_A_CALL))
                    .flatMap(some -> changes(session, subject, some, since))
                    .sorted(Comparator.comparing(RecordedChange::time).reversed())
                    .toList());
        } catch (CrmException failure) {
            return new CrmResult.Failed<>(failure.toFailure());
        }
    }

    private Stream<RecordedChange> changes(CrmSession session, String subject, List<Long> ids, Instant since) {
        var query = new MultivaluedHashMap<String, String>();
        query.add("filter[entity][]", subject);
        ids.forEach(id -> query.add("filter[entity_id][]", Long.toString(id)));
        query.add("filter[created_at][from]", Long.toString(since.getEpochSecond()));
        Predicate<EventModel> wanted = event -> ids.contains(event.entityId())
                && subject.equals(event.entityType())
                && !event.time().isBefore(since);
        return read(session, query, wanted, Integer.MAX_VALUE).events.stream().map(RecordedChange::new);
    }

    private static MultivaluedMap<String, String> query(Collection<String> types, Instant after, Instant until) {
        var query = new MultivaluedHashMap<String, String>();
        types.forEach(type -> query.add("filter[type][]", type));
        query.add("filter[created_at][from]", Long.toString(after.getEpochSecond() + 1));
        query.add("filter[created_at][to]", Long.toString(until.getEpochSecond()));
        return query;
    }

    private Reading read(CrmSession session, Set<String> types, Instant after, Instant until, int pages) {
        var query = query(types, after, until);
        Predicate<EventModel> wanted =
                event -> event.time().isAfter(after) && !event.time().isAfter(until);
        return read(session, query, wanted, pages);
    }

    private Reading read(
            CrmSession session, MultivaluedMap<String, String> query, Predicate<EventModel> wanted, int most) {
        var pages = new Paginator<EventModel>(session, query, wanted, number -> page(session, query, number));
        var events = new ArrayList<EventModel>();
        var page = pages.next();
        for (int read = 0; page.isPresent(); read++) {
            if (read == most) {
                return new Reading(events, false);
            }
            events.addAll(page.get());
            page = pages.next();
        }
        return new Reading(events, true);
    }

    private Page<EventModel> page(CrmSession session, MultivaluedMap<String, String> query, int number) {
        query.putSingle("page", Integer.toString(number));
        query.putSingle("limit", Integer.toString(PAGE));
        var call = new CrmCall(session, CallSubject.OPTIONAL_FEATURE);
        var answer = call.<@Nullable Page<JsonNode>>call(() -> api.list(session.host(), query));
        return Page.read(answer, call, EventModel.class, event -> event);
    }
}
