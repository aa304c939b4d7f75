package dev.followup.worker.intake;

import dev.followup.crm.session.CrmSession;
import dev.followup.event.CrmEvent;
import dev.followup.inbox.InboxMessage;
import dev.followup.inbox.InboxUnavailableException;
import dev.followup.inbox.Tick;
import dev.followup.ledger.Ledger.AccountState;
import dev.followup.subscription.WebhookMonitor;
import dev.followup.webhook.WebhookContent;
import dev.followup.webhook.WebhookReader;
import dev.followup.worker.schedule.RuleScheduler;
import dev.followup.worker.schedule.TickFanOut;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import org.jboss.logging.Logger;

/// Reads what messages tell: hooks of what happened, ticks of what they set off. What cannot be read is parked.
@ApplicationScoped
public class MessageReader {

    private static final Logger LOG = Logger.getLogger(MessageReader.class);

    private final WebhookReader webhooks;
    private final RuleScheduler scheduler;
    private final WebhookMonitor watch;
    private final DeadLetters deadLetters;

    public MessageReader(
            WebhookReader webhooks, RuleScheduler scheduler, WebhookMonitor watch, DeadLetters deadLetters) {
        this.webhooks = webhooks;
        this.scheduler = scheduler;
        this.watch = watch;
        this.deadLetters = deadLetters;
    }

    /// What each message tells, up to the first that can be neither read nor parked.
    ///
    /// @param state what is open in the account
    public List<DecodedMessage> read(CrmSession session, AccountState state, List<InboxMessage> messages) {
        var reported = new ArrayList<DecodedMessage>();
        var lastTick = messages.reversed().stream()
                .filter(message -> Tick.read(message).isPresent())
                .findFirst();
        try {
            for (var message : messages) {
                if (!Tick.isOne(message.body())) {
                    reported.add(new DecodedMessage(message, events(session, message), null));
                } else if (Tick.read(message).isEmpty()
                        || lastTick.filter(message::equals).isPresent()) {
                    reported.add(tick(session, state, message));
                } else {
                    reported.add(
                            new DecodedMessage(message, List.of(), null)); // the last one does what it would have done
                }
            }
        } catch (InboxUnavailableException e) {
            LOG.errorf(e, "%s: %d messages come again", session.account().name(), messages.size() - reported.size());
        }
        return reported;
    }

    private DecodedMessage tick(CrmSession session, AccountState state, InboxMessage message) {
        return Tick.read(message)
                .map(tick -> tick(session, state, message, tick))
                .orElseGet(
                        () -> new DecodedMessage(message, deadLetters(session, message, TickFanOut.UNREADABLE), null));
    }

    private DecodedMessage tick(CrmSession session, AccountState state, InboxMessage message, Tick tick) {
        var due = scheduler.dueEvents(session, state.scheduledUntil(), tick);
        watch.check(session, state, tick);
        return new DecodedMessage(message, due.events(), due.scheduledUntil());
    }

    private List<CrmEvent> events(CrmSession session, InboxMessage message) {
        var account = session.account();
        return switch (webhooks.read(account.name(), message.body(), message.sentAt())) {
            case WebhookContent.Refused refused -> deadLetters(session, message, refused.reason());
            case WebhookContent.Events reading -> {
                var objection = account.objection(reading.subdomain());
                if (objection.isPresent() && !account.isLoopback()) {
                    yield deadLetters(session, message, objection.get());
                }
                objection.ifPresent(reason -> LOG.warnf("%s: taken all the same, by a sandbox only", reason));
                reading.unread()
                        .forEach(unread ->
                                LOG.warnf("%s: not read: %s: %s", account.name(), unread.where(), unread.reason()));
                yield reading.events();
            }
        };
    }

    private List<CrmEvent> deadLetters(CrmSession session, InboxMessage message, String reason) {
        deadLetters.add(session, message, reason);
        return List.of();
    }
}
