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
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Gatherers;
import java.util.stream.Stream;
import org.eclipse.microprofile.rest.client.inject.RestClient;
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

    private static final Duration SECOND = Duration.ofSeconds(1);

    private final EventsApi api;

    public CrmEventLog(@RestClient EventsApi api) {
        this.api = api;
    }

    /// The given kinds that the event log contains.
    public static Set<EventKind> listed(Set<EventKind> kinds) {
        return Set.copyOf(
                kinds.stream().filter(kind -> EventModel.type(kind).isPresent()).toList());
    }

    /// The events after one moment and not after another, the oldest first. If they are too many for one call
    /// of this method, the later part is left out.
    ///
    /// @param kinds kinds that the event log contains
    public CrmResult<EventLogSlice> recordedEvents(
            CrmSession session, Set<EventKind> kinds, Instant after, Instant until) {
        try {
            var end = until;
            var found = read(session, kinds, after, end, MOST_PAGES);
            while (found.isEmpty()) {
                end = after.plus(Duration.between(after, end).dividedBy(2)).plusMillis(999);
                end = Instant.ofEpochSecond(end.getEpochSecond());
                var most = end.isAfter(after.plus(SECOND)) ? MOST_PAGES : Integer.MAX_VALUE;
                found = read(session, kinds, after, end, most);
            }
            return new CrmResult.All<>(new EventLogSlice(found.get(), end));
        } catch (CrmException failure) {
            return new CrmResult.Failed<>(failure.toFailure());
        }
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
        return read(session, query, wanted, Integer.MAX_VALUE).orElseThrow().stream()
                .map(RecordedChange::new);
    }

    /// The events of a span; empty if they fill more pages than allowed.
    private Optional<List<RecordedEvent>> read(
            CrmSession session, Set<EventKind> kinds, Instant after, Instant until, int pages) {
        var query = new MultivaluedHashMap<String, String>();
        kinds.stream()
                .flatMap(kind -> EventModel.type(kind).stream())
                .distinct()
                .sorted()
                .forEach(type -> query.add("filter[type][]", type));
        query.add("filter[created_at][from]", Long.toString(after.getEpochSecond() + 1));
        query.add("filter[created_at][to]", Long.toString(until.getEpochSecond()));
        Predicate<EventModel> wanted =
                event -> event.time().isAfter(after) && !event.time().isAfter(until);
        return read(session, query, wanted, pages)
                .map(events -> events.stream()
                        .flatMap(event -> kinds.stream().filter(event::is).map(event::toRecordedEvent))
                        .sorted(Comparator.comparing(RecordedEvent::time))
                        .toList());
    }

    private Optional<List<EventModel>> read(
            CrmSession session, MultivaluedMap<String, String> query, Predicate<EventModel> wanted, int most) {
        var pages = new Paginator<EventModel>(query, wanted, number -> page(session, query, number));
        var events = new ArrayList<EventModel>();
        var page = pages.next();
        for (int read = 0; page.isPresent(); read++) {
            if (read == most) {
                return Optional.empty();
            }
            events.addAll(page.get());
            page = pages.next();
        }
        return Optional.of(events);
    }

    private Page<EventModel> page(CrmSession session, MultivaluedMap<String, String> query, int number) {
        query.putSingle("page", Integer.toString(number));
        query.putSingle("limit", Integer.toString(PAGE));
        var call = new CrmCall(session, CallSubject.OPTIONAL_FEATURE);
        var answer = call.<@Nullable Page<JsonNode>>call(() -> api.list(session.host(), query));
        return Page.read(answer, call, EventModel.class, event -> event);
    }
}
