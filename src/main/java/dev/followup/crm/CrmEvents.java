package dev.followup.crm;

import dev.followup.event.EventKind;
import dev.followup.event.Happening;
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

/// The way to what the CRM has on record of what happened: its events list. Never throws for what the CRM does or
/// fails to do: it answers. An account can do without the list: that it is not served says nothing of the other
/// calls.
@ApplicationScoped
public class CrmEvents {

    /// The largest page of this list.
    /// Source: amoCRM documentation, "Events and notes", GET parameter `limit`; read 2026-11-22.
    static final int PAGE = 100;

    /// Pages that are read of one span: some 1.5 s of the account's requests.
    static final int MOST_PAGES = 10;

    /// Ids that the list takes in one call.
    /// Source: Kommo documentation, "Events and Notes", `filter[entity_id]`; read 2026-11-22.
    static final int IDS_IN_A_CALL = 10;

    private static final Duration SECOND = Duration.ofSeconds(1);

    private final EventsApi api;

    CrmEvents(@RestClient EventsApi api) {
        this.api = api;
    }

    /// Those of some kinds of which the list tells.
    public static Set<EventKind> listed(Set<EventKind> kinds) {
        return Set.copyOf(
                kinds.stream().filter(kind -> EventModel.type(kind).isPresent()).toList());
    }

    /// What happened after one moment and not after another, the oldest first. Where that is too much for one
    /// time, the later part of it is left out.
    ///
    /// @param kinds of which the list tells
    public Found<Excerpt> happenings(Visit visit, Set<EventKind> kinds, Instant after, Instant until) {
        try {
            var end = until;
            var found = read(visit, kinds, after, end, MOST_PAGES);
            while (found.isEmpty()) {
                end = after.plus(Duration.between(after, end).dividedBy(2)).plusMillis(999);
                end = Instant.ofEpochSecond(end.getEpochSecond());
                var most = end.isAfter(after.plus(SECOND)) ? MOST_PAGES : Integer.MAX_VALUE;
                found = read(visit, kinds, after, end, most);
            }
            return new Found.All<>(new Excerpt(found.get(), end));
        } catch (CrmException trouble) {
            return new Found.Failed<>(Sending.outcome(trouble, false));
        }
    }

    /// What has been changed since a moment in some things of a kind, the latest first.
    ///
    /// @param subject such as `lead`
    public Found<List<Change>> changes(Visit visit, String subject, Collection<Long> ids, Instant since) {
        try {
            return new Found.All<>(ids.stream()
                    .sorted()
                    .gather(Gatherers.windowFixed(IDS_IN_A_CALL))
                    .flatMap(some -> changes(visit, subject, some, since))
                    .sorted(Comparator.comparing(Change::time).reversed())
                    .toList());
        } catch (CrmException trouble) {
            return new Found.Failed<>(Sending.outcome(trouble, false));
        }
    }

    private Stream<Change> changes(Visit visit, String subject, List<Long> ids, Instant since) {
        var query = new MultivaluedHashMap<String, String>();
        query.add("filter[entity][]", subject);
        ids.forEach(id -> query.add("filter[entity_id][]", Long.toString(id)));
        query.add("filter[created_at][from]", Long.toString(since.getEpochSecond()));
        Predicate<EventModel> wanted = event -> ids.contains(event.entityId())
                && subject.equals(event.entityType())
                && !event.time().isBefore(since);
        return read(visit, query, wanted, Integer.MAX_VALUE).orElseThrow().stream()
                .map(Change::new);
    }

    /// Empty if there are more pages.
    private Optional<List<Happening>> read(Visit visit, Set<EventKind> kinds, Instant after, Instant until, int pages) {
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
        return read(visit, query, wanted, pages)
                .map(events -> events.stream()
                        .flatMap(event -> kinds.stream().filter(event::isOf).map(event::toHappening))
                        .sorted(Comparator.comparing(Happening::time))
                        .toList());
    }

    private Optional<List<EventModel>> read(
            Visit visit, MultivaluedMap<String, String> query, Predicate<EventModel> wanted, int most) {
        var pages = new Pages<EventModel>(query, wanted, number -> page(visit, query, number));
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

    private Page<EventModel> page(Visit visit, MultivaluedMap<String, String> query, int number) {
        query.putSingle("page", Integer.toString(number));
        query.putSingle("limit", Integer.toString(PAGE));
        var answer = Call.dispensable(visit).ask(() -> api.list(visit.account().host(), query));
        return answer == null ? Page.empty() : answer;
    }
}
