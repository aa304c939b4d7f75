package dev.followup.worker.waiting;

import dev.followup.crm.eventlog.CrmEventLog;
import dev.followup.crm.session.CrmFailure;
import dev.followup.crm.session.CrmResult;
import dev.followup.crm.session.CrmSession;
import dev.followup.event.CrmEvent;
import dev.followup.event.EventKey;
import dev.followup.rule.RuleBook;
import dev.followup.task.Wait;
import dev.followup.worker.recovery.MissedEventFinder;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The events that stop what waits and that no webhook has reported: the CRM's own list of events is asked before an
/// action fires. It has no messages: for those, what the webhooks reported must do.
@ApplicationScoped
public class MissedStops {

    /// How often the list is asked on, if it has more events than come in one answer.
    private static final int MAX_ROUNDS = 5;

    /// How far the list is asked back if missed events are not recovered.
    private static final Duration MAX_AGE = Duration.ofDays(3);

    private final MissedEventFinder finder;

    public MissedStops(MissedEventFinder finder) {
        this.finder = finder;
    }

    /// The events that stopped waits since these began.
    ///
    /// @param due waits whose time has come
    /// @param recoveredUntil until when missed events have been recovered, so that what they stop is
    /// known; `null` if never
    /// @param now the time until which the list is asked
    KnownStops since(CrmSession session, RuleBook book, List<Wait> due, @Nullable Instant recoveredUntil, Instant now) {
        var listed = due.stream()
                .filter(wait -> !CrmEventLog.listed(book.stopKinds(wait.origin().rule()))
                        .isEmpty())
                .toList();
        var first = listed.stream().map(wait -> wait.event().time()).min(Comparator.naturalOrder());
        if (first.isEmpty()) {
            return KnownStops.NONE;
        }
        var from = Stream.of(first.get(), recoveredUntil == null ? now.minus(MAX_AGE) : recoveredUntil)
                .max(Comparator.naturalOrder())
                .orElseThrow();
        var missed = new ArrayList<CrmEvent>();
        for (int round = 0; round < MAX_ROUNDS && from.isBefore(now); round++) {
            switch (finder.between(session, from.minusSeconds(1), now, Map.of())) {
                case CrmResult.Failed(var failure)
                when failure instanceof CrmFailure.Refused -> {
                    WaitLog.stopsNotKnown(session.account(), failure.reason());
                    return KnownStops.NONE;
                }
                case CrmResult.Failed(var failure) -> {
                    failure.log(session.account().name(), "the search for what stopped " + listed.size() + " waits");
                    return KnownStops.unknown(listed);
                }
                case CrmResult.All(var found) -> {
                    missed.addAll(found.events());
                    from = found.until();
                }
            }
        }
        return from.isBefore(now) ? KnownStops.unknown(listed) : KnownStops.among(book, missed, listed);
    }

    /// What is known of the events that stop waits.
    ///
    /// @param stops the event that stopped a wait, by the wait's key
    /// @param unknown the keys of waits of which it is not known
    record KnownStops(Map<String, CrmEvent> stops, Set<String> unknown) {

        /// Nothing stopped any wait.
        static final KnownStops NONE = new KnownStops(Map.of(), Set.of());

        static KnownStops unknown(List<Wait> waits) {
            var keys = new HashSet<String>();
            waits.forEach(wait -> keys.add(wait.key()));
            return new KnownStops(Map.of(), keys);
        }

        static KnownStops among(RuleBook book, List<CrmEvent> events, List<Wait> waits) {
            var stops = new HashMap<String, CrmEvent>();
            for (var wait : waits) {
                events.stream()
                        .filter(event -> !isSame(event, wait.event()) && book.stops(event, wait))
                        .findFirst()
                        .ifPresent(event -> stops.put(wait.key(), event));
            }
            return new KnownStops(stops, Set.of());
        }

        /// Whether the list has the very event that began the wait.
        private static boolean isSame(CrmEvent event, CrmEvent start) {
            return event.key().equals(start.key())
                    || EventKey.coarse(event)
                            .filter(key -> EventKey.coarse(start).equals(Optional.of(key)))
                            .isPresent();
        }

        Optional<CrmEvent> of(Wait wait) {
            return Optional.ofNullable(stops.get(wait.key()));
        }

        boolean isUnknown(Wait wait) {
            return unknown.contains(wait.key());
        }
    }
}
