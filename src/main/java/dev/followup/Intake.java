package dev.followup;

import dev.followup.crm.Measure;
import dev.followup.crm.Visit;
import dev.followup.lane.Message;
import dev.followup.ledger.Ledger.Agenda;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.stream.Stream;

/// Takes messages in: what follows from what they tell is written down, and from what they should have told.
@ApplicationScoped
class Intake {

    private final MessageReader reader;
    private final CatchUp catchUp;
    private final Planning planning;

    Intake(MessageReader reader, CatchUp catchUp, Planning planning) {
        this.reader = reader;
        this.catchUp = catchUp;
        this.planning = planning;
    }

    /// Takes messages in.
    ///
    /// @param agenda what is open in the account
    /// @return how many of them, from the first on: those are done with. The others could not be parked
    /// @throws dev.followup.ledger.LedgerUnavailableException if nothing could be written down: then none is
    /// done with
    int take(Visit visit, Agenda agenda, List<Message> messages) {
        var told = reader.read(visit, agenda, messages);
        var caught = catchUp.look(visit, agenda, told);
        planning.plan(
                visit,
                agenda.events(),
                Stream.of(told, caught.told()).flatMap(List::stream).toList());
        catchUp.note(visit.account(), caught);
        visit.tally()
                .add(
                        Measure.CAUGHT_UP,
                        caught.told().stream()
                                .mapToInt(one -> one.events().size())
                                .sum());
        return told.size();
    }
}
