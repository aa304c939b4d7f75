package dev.followup.worker;

import dev.followup.inbox.InboxMessage;
import dev.followup.inbox.MessageSource;
import dev.followup.inbox.Tick;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/// The messages of the account `demo` within some minutes: two batches.
final class KillScenario {

    private static final Instant EIGHT = Instant.parse("2026-11-23T08:00:00Z");

    /// When all that waits is due.
    static final Instant LATE = EIGHT.plusSeconds(600);

    /// A user who does not exist, so that the CRM refuses tasks for the user.
    private static final int GONE = 104;

    private KillScenario() {}

    static List<InboxMessage> messages() {
        return List.of(
                message("added", added(0, 501, 60_000, 101)),
                message("for-a-user-who-left", added(0, 502, 10, GONE)),
                message("two-added", added(0, 503, 10, 102) + "&" + added(1, 504, 70_000, 103)),
                message("moved", moved("status", 501, 2, 60)),
                message("moved, repeated", moved("update", 501, 2, 60)),
                message("moved-on", moved("status", 501, 3, 120)),
                message("unreadable", "{\"leads\": "),
                message("handed-over", handedOver(503, 102, 101)),
                message(
                        "without-facts",
                        "leads[status][0][id]=504&leads[status][0][status_id]=7"
                                + "&leads[status][0][pipeline_id]=9&leads[status][0][old_status_id]=6"),
                tick(),
                message("won", moved("status", 502, 142, 240)),
                message("added, repeated", added(0, 501, 60_000, 101)),
                lateTick());
    }

    /// The same tick, whenever it is sent: only the first has an effect.
    private static InboxMessage tick() {
        return message("tick " + UUID.randomUUID(), new Tick(EIGHT).body()).from(MessageSource.CLOCK);
    }

    /// The tick at which all that waits is due.
    static InboxMessage lateTick() {
        return new InboxMessage("late tick " + UUID.randomUUID(), "demo", new Tick(LATE).body(), LATE)
                .from(MessageSource.CLOCK);
    }

    private static InboxMessage message(String id, String body) {
        return new InboxMessage(id, "demo", body, EIGHT);
    }

    private static String added(int index, int lead, int price, int owner) {
        return ("leads[add][%1$d][id]=%2$d&leads[add][%1$d][name]=Lead+%2$d&leads[add][%1$d][price]=%3$d"
                        + "&leads[add][%1$d][responsible_user_id]=%4$d&leads[add][%1$d][created_at]=%5$d")
                .formatted(index, lead, price, owner, EIGHT.getEpochSecond());
    }

    /// The webhook body of a lead that was moved to the next stage.
    private static String moved(String how, int lead, int stage, int later) {
        return ("leads[%1$s][0][id]=%2$d&leads[%1$s][0][name]=Lead+%2$d&leads[%1$s][0][price]=60000"
                        + "&leads[%1$s][0][old_status_id]=%3$d&leads[%1$s][0][status_id]=%4$d"
                        + "&leads[%1$s][0][last_modified]=%5$d")
                .formatted(how, lead, stage - 1, stage, EIGHT.plusSeconds(later).getEpochSecond());
    }

    private static String handedOver(int lead, int from, int to) {
        return ("leads[responsible][0][id]=%d&leads[responsible][0][old_responsible_user_id]=%d"
                        + "&leads[responsible][0][responsible_user_id]=%d&leads[responsible][0][last_modified]=%d")
                .formatted(lead, from, to, EIGHT.plusSeconds(180).getEpochSecond());
    }
}
