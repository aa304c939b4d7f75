package dev.followup;

import dev.followup.account.Account;
import dev.followup.crm.Visit;
import dev.followup.event.CrmEvent;
import dev.followup.lane.LaneUnavailableException;
import dev.followup.lane.Lanes;
import dev.followup.lane.Message;
import dev.followup.lane.Tick;
import dev.followup.ledger.Ledger.Agenda;
import dev.followup.webhook.Reading;
import dev.followup.webhook.WebhookReader;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Takes messages in: what they say is read, and what follows from it is written down. What cannot be read or
/// planned is parked, so that it does not block its lane.
@ApplicationScoped
class Intake {

    private static final Logger LOG = Logger.getLogger(Intake.class);

    private final WebhookReader reader;
    private final Clockwork clockwork;
    private final HookWatch hooks;
    private final CatchUp catchUp;
    private final Planning planning;
    private final Lanes lanes;

    Intake(
            WebhookReader reader,
            Clockwork clockwork,
            HookWatch hooks,
            CatchUp catchUp,
            Planning planning,
            Lanes lanes) {
        this.reader = reader;
        this.clockwork = clockwork;
        this.hooks = hooks;
        this.catchUp = catchUp;
        this.planning = planning;
        this.lanes = lanes;
    }

    /// Takes messages in.
    ///
    /// @param agenda what is open in the account
    /// @return how many of them, from the first on: those are done with. The others could not be parked
    /// @throws dev.followup.ledger.LedgerUnavailableException if nothing could be written down: then none is
    /// done with
    int take(Visit visit, Agenda agenda, List<Message> messages) {
        var told = read(visit, agenda, messages);
        var caught = catchUp.look(visit, agenda, told);
        planning.plan(
                visit,
                agenda.events(),
                Stream.of(told, caught.told()).flatMap(List::stream).toList());
        catchUp.note(visit.account(), caught);
        return told.size();
    }

    /// What each message tells, up to the first that can be neither read nor parked.
    private List<Told> read(Visit visit, Agenda agenda, List<Message> messages) {
        var account = visit.account();
        var told = new ArrayList<Told>();
        var lastTick = messages.reversed().stream()
                .filter(message -> Tick.isOne(message.body()))
                .findFirst();
        try {
            for (var message : messages) {
                if (!Tick.isOne(message.body())) {
                    told.add(new Told(message, events(account, message), null));
                } else if (lastTick.filter(message::equals).isPresent()) {
                    told.add(tick(visit, agenda, message));
                } else {
                    told.add(new Told(message, List.of(), null)); // the last one does what it would have done
                }
            }
        } catch (LaneUnavailableException e) {
            LOG.errorf(e, "%s: %d messages come again", account.name(), messages.size() - told.size());
        }
        return told;
    }

    private Told tick(Visit visit, Agenda agenda, Message message) {
        return Tick.read(message)
                .map(tick -> tick(visit, agenda, message, tick))
                .orElseGet(() -> new Told(message, park(message, ClockLane.UNREADABLE), null));
    }

    private Told tick(Visit visit, Agenda agenda, Message message, Tick tick) {
        var stroke = clockwork.strike(visit, agenda.ticked(), tick);
        hooks.look(visit, agenda, tick);
        return new Told(message, stroke.events(), stroke.ticked());
    }

    private List<CrmEvent> events(Account account, Message message) {
        return switch (reader.read(account.name(), message.body(), message.sentAt())) {
            case Reading.Refused refused -> park(message, refused.reason());
            case Reading.Events reading -> {
                var objection = account.objection(reading.subdomain());
                if (objection.isPresent() && !account.isLoopback()) {
                    yield park(message, objection.get());
                }
                objection.ifPresent(reason -> LOG.warnf("%s: taken all the same, by a sandbox only", reason));
                reading.unread()
                        .forEach(unread ->
                                LOG.warnf("%s: not read: %s: %s", account.name(), unread.where(), unread.reason()));
                yield reading.events();
            }
        };
    }

    private List<CrmEvent> park(Message message, String reason) {
        lanes.park(message, reason);
        return List.of();
    }

    /// What a message tells.
    ///
    /// @param events none if it was parked
    /// @param ticked until when rules that run by the clock have been asked; `null` if they were not
    record Told(
            Message message,
            List<CrmEvent> events,
            @Nullable Instant ticked) {}
}
