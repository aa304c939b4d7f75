package dev.followup.worker;

import dev.followup.crm.session.CrmSession;
import dev.followup.inbox.InboxMessage;
import dev.followup.ledger.Ledger.AccountState;
import dev.followup.telemetry.Metric;
import dev.followup.worker.intake.MessageReader;
import dev.followup.worker.planning.Planner;
import dev.followup.worker.recovery.MissedEventRecovery;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.stream.Stream;

/// Takes messages in: what follows from what they tell is written down, and from what they should have told.
@ApplicationScoped
class Intake {

    private final MessageReader reader;
    private final MissedEventRecovery recovery;
    private final Planner planning;

    Intake(MessageReader reader, MissedEventRecovery recovery, Planner planning) {
        this.reader = reader;
        this.recovery = recovery;
        this.planning = planning;
    }

    /// Takes messages in.
    ///
    /// @param state what is open in the account
    /// @return how many of them, from the first on: those are done with. The others could not be parked
    /// @throws dev.followup.ledger.LedgerUnavailableException if nothing could be written down: then none is
    /// done with
    int take(CrmSession session, AccountState state, List<InboxMessage> messages) {
        var reported = reader.read(session, state, messages);
        var caught = recovery.missedEvents(session, state, reported);
        planning.plan(
                session,
                state.deferred(),
                Stream.of(reported, caught.reported()).flatMap(List::stream).toList());
        recovery.note(session.account(), caught);
        session.metrics()
                .add(
                        Metric.RECOVERED_EVENTS,
                        caught.reported().stream()
                                .mapToInt(one -> one.events().size())
                                .sum());
        return reported.size();
    }
}
