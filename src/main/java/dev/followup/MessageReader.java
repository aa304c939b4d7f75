package dev.followup;

import dev.followup.crm.Visit;
import dev.followup.event.CrmEvent;
import dev.followup.lane.LaneUnavailableException;
import dev.followup.lane.Message;
import dev.followup.lane.Tick;
import dev.followup.ledger.Ledger.Agenda;
import dev.followup.webhook.Reading;
import dev.followup.webhook.WebhookReader;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import org.jboss.logging.Logger;

/// Reads what messages tell: hooks of what happened, ticks of what they set off. What cannot be read is parked.
@ApplicationScoped
class MessageReader {

    private static final Logger LOG = Logger.getLogger(MessageReader.class);

    private final WebhookReader webhooks;
    private final Clockwork clockwork;
    private final HookWatch watch;
    private final Parking parking;

    MessageReader(WebhookReader webhooks, Clockwork clockwork, HookWatch watch, Parking parking) {
        this.webhooks = webhooks;
        this.clockwork = clockwork;
        this.watch = watch;
        this.parking = parking;
    }

    /// What each message tells, up to the first that can be neither read nor parked.
    ///
    /// @param agenda what is open in the account
    List<Told> read(Visit visit, Agenda agenda, List<Message> messages) {
        var told = new ArrayList<Told>();
        var lastTick = messages.reversed().stream()
                .filter(message -> Tick.read(message).isPresent())
                .findFirst();
        try {
            for (var message : messages) {
                if (!Tick.isOne(message.body())) {
                    told.add(new Told(message, events(visit, message), null));
                } else if (Tick.read(message).isEmpty()
                        || lastTick.filter(message::equals).isPresent()) {
                    told.add(tick(visit, agenda, message));
                } else {
                    told.add(new Told(message, List.of(), null)); // the last one does what it would have done
                }
            }
        } catch (LaneUnavailableException e) {
            LOG.errorf(e, "%s: %d messages come again", visit.account().name(), messages.size() - told.size());
        }
        return told;
    }

    private Told tick(Visit visit, Agenda agenda, Message message) {
        return Tick.read(message)
                .map(tick -> tick(visit, agenda, message, tick))
                .orElseGet(() -> new Told(message, parked(visit, message, ClockLane.UNREADABLE), null));
    }

    private Told tick(Visit visit, Agenda agenda, Message message, Tick tick) {
        var stroke = clockwork.strike(visit, agenda.ticked(), tick);
        watch.look(visit, agenda, tick);
        return new Told(message, stroke.events(), stroke.ticked());
    }

    private List<CrmEvent> events(Visit visit, Message message) {
        var account = visit.account();
        return switch (webhooks.read(account.name(), message.body(), message.sentAt())) {
            case Reading.Refused refused -> parked(visit, message, refused.reason());
            case Reading.Events reading -> {
                var objection = account.objection(reading.subdomain());
                if (objection.isPresent() && !account.isLoopback()) {
                    yield parked(visit, message, objection.get());
                }
                objection.ifPresent(reason -> LOG.warnf("%s: taken all the same, by a sandbox only", reason));
                reading.unread()
                        .forEach(unread ->
                                LOG.warnf("%s: not read: %s: %s", account.name(), unread.where(), unread.reason()));
                yield reading.events();
            }
        };
    }

    private List<CrmEvent> parked(Visit visit, Message message, String reason) {
        parking.park(visit, message, reason);
        return List.of();
    }
}
