package dev.followup;

import dev.followup.account.Account;
import dev.followup.event.CrmEvent;
import dev.followup.lane.Lanes;
import dev.followup.lane.Message;
import dev.followup.ledger.Decisions;
import dev.followup.ledger.Ledger;
import dev.followup.rule.Plan;
import dev.followup.task.Draft;
import dev.followup.task.TaskOrder;
import dev.followup.webhook.Reading;
import dev.followup.webhook.WebhookReader;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;

/// Takes a message in: what it says is read and planned, and the orders are written down. What cannot be read or
/// planned is parked, so that it does not block its lane.
@ApplicationScoped
class Intake {

    private static final Logger LOG = Logger.getLogger(Intake.class);

    private final WebhookReader reader;
    private final RuleBooks books;
    private final Ledger ledger;
    private final Lanes lanes;

    Intake(WebhookReader reader, RuleBooks books, Ledger ledger, Lanes lanes) {
        this.reader = reader;
        this.books = books;
        this.ledger = ledger;
        this.lanes = lanes;
    }

    /// Takes a message in.
    ///
    /// @return the orders that follow from it, written down already; none if it was parked
    /// @throws dev.followup.ledger.LedgerUnavailableException if they could not be written down
    /// @throws dev.followup.lane.LaneUnavailableException if it could not be parked
    List<TaskOrder> take(Account account, Message message) {
        return switch (reader.read(account.name(), message.body(), message.sentAt())) {
            case Reading.Refused refused -> park(message, refused.reason());
            case Reading.Events events -> {
                var objection = account.objection(events.subdomain());
                if (objection.isPresent() && !account.isLoopback()) {
                    yield park(message, objection.get());
                }
                objection.ifPresent(reason -> LOG.warnf("%s: taken all the same, by a sandbox only", reason));
                yield take(account, message, events);
            }
        };
    }

    private List<TaskOrder> take(Account account, Message message, Reading.Events reading) {
        reading.unread()
                .forEach(unread -> LOG.warnf("%s: not read: %s: %s", account.name(), unread.where(), unread.reason()));
        var orders = plan(account, reading.events());
        if (orders.isEmpty()) {
            return park(message, "planning failed; the log of " + message.id() + " tells why");
        }
        if (!orders.get().isEmpty()) {
            ledger.write(account.name(), Decisions.of(orders.get()));
        }
        return orders.get().stream().map(Draft::order).toList();
    }

    /// The orders for all events; empty if planning itself failed.
    private Optional<List<Draft>> plan(Account account, List<CrmEvent> events) {
        var orders = new ArrayList<Draft>();
        var book = books.of(account);
        for (var event : events) {
            try {
                var plan = book.plan(event);
                tell(event, plan);
                orders.addAll(plan.drafts());
            } catch (RuntimeException e) {
                // A bug that one message meets must not stop its lane: the message is parked, the next one goes on.
                LOG.errorf(e, "%s: planning %s failed", account.name(), event.key());
                return Optional.empty();
            }
        }
        return Optional.of(orders);
    }

    private static void tell(CrmEvent event, Plan plan) {
        var about = event.entity() == null ? event.key() : event.entity().toString();
        if (plan.drafts().isEmpty()) {
            LOG.infof("%s: %s %s: no rule fires", event.account(), about, event.kind());
        }
        for (var order : plan.orders()) {
            LOG.infof(
                    "%s: %s %s: rule %s orders %s",
                    event.account(), about, event.kind(), order.origin().rule(), said(order));
        }
        plan.warnings().forEach(warning -> LOG.warnf("%s: %s %s: %s", event.account(), about, event.kind(), warning));
    }

    private static String said(TaskOrder order) {
        return switch (order) {
            case TaskOrder.Create create ->
                "a task due " + create.task().due()
                        + (create.task().responsible() == null
                                ? ""
                                : " for user " + create.task().responsible());
            case TaskOrder.Complete complete -> "tasks completed";
            case TaskOrder.Change change -> "tasks changed";
        };
    }

    private List<TaskOrder> park(Message message, String reason) {
        lanes.park(message, reason);
        return List.of();
    }
}
