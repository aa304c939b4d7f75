package dev.followup.worker.planning;

import static org.assertj.core.api.Assertions.assertThat;

import dev.followup.account.Account;
import dev.followup.event.CrmEvent;
import dev.followup.event.EventKind;
import dev.followup.ledger.Ledger;
import dev.followup.ledger.PlannedWork;
import dev.followup.ledger.memory.InMemoryLedger;
import dev.followup.task.DraftCommand;
import dev.followup.task.NewTask;
import dev.followup.task.Outcome;
import dev.followup.task.TaskCommand;
import dev.followup.task.TaskEffect;
import dev.followup.task.TaskSelection;
import dev.followup.task.TaskType;
import dev.followup.webhook.WebhookContent;
import dev.followup.webhook.WebhookReader;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EventDeduplicatorTest {

    private static final Account DEMO = new Account("demo", URI.create("https://demo.amocrm.ru"));
    private static final long CREATED = 1_795_300_000;
    private static final long CHANGED = 1_795_300_600;

    private final Ledger ledger = new InMemoryLedger(Clock.systemUTC());
    private final EventDeduplicator deduplicator = new EventDeduplicator(ledger);

    @Test
    void marks_the_addition_of_a_task_by_a_command_as_our_own() {
        done(new TaskCommand.Create(origin(), task(), null), Outcome.Done.added(9));
        assertThat(isOwn(add(9))).isTrue();
        assertThat(isOwn(add(10))).isFalse();
    }

    @Test
    void marks_a_change_as_our_own_if_the_crm_confirmed_its_time() {
        var change = new TaskEffect(9, Instant.ofEpochSecond(CHANGED));
        done(
                new TaskCommand.Complete(origin(), new TaskSelection.One(9, null), "Done"),
                new Outcome.Done(List.of(change)));
        assertThat(isOwn(update(9, 1, CHANGED))).isTrue();
        assertThat(isOwn(update(9, 1, CHANGED + 1))).isFalse();
    }

    /// A digital-pipeline webhook contains no time.
    @ParameterizedTest
    @CsvSource({"PT9M, false", "PT95M, false", "PT2H, false", "PT2H11M, true"})
    void an_event_without_time_repeats_an_equal_one_for_two_hours(Duration later, boolean isNew) {
        var first = moved(501, CREATED);
        ledger.write("demo", PlannedWork.of(List.of(DraftCommand.of(command(first)))));
        var second = moved(501, CREATED + later.toSeconds());
        assertThat(deduplicate(List.of(), List.of(second))).hasSize(isNew ? 1 : 0);
        assertThat(deduplicate(List.of(), List.of(moved(502, CREATED + later.toSeconds()))))
                .hasSize(1);
    }

    @Test
    void an_event_without_time_repeats_a_deferred_one_or_one_of_its_batch() {
        var first = moved(501, CREATED);
        var second = moved(501, CREATED + 900);
        assertThat(deduplicate(List.of(first), List.of(second))).isEmpty();
        assertThat(deduplicate(List.of(), List.of(first, second))).containsExactly(first);
        assertThat(deduplicate(List.of(), List.of(second))).containsExactly(second);
    }

    private List<CrmEvent> deduplicate(List<CrmEvent> deferred, List<CrmEvent> received) {
        return deduplicator.deduplicate(DEMO, deferred, received).events();
    }

    private static CrmEvent moved(long lead, long at) {
        var body = "leads[status][0][id]=" + lead + "&leads[status][0][status_id]=7&leads[status][0][pipeline_id]=9"
                + "&leads[status][0][old_status_id]=6";
        return switch (new WebhookReader().read("demo", body, Instant.ofEpochSecond(at))) {
            case WebhookContent.Events reading -> reading.events().getFirst();
            case WebhookContent.Refused refused -> throw new AssertionError(refused.reason());
        };
    }

    private static TaskCommand command(CrmEvent event) {
        return new TaskCommand.Create(new TaskCommand.Origin(event.key(), "call", 0), task(), null);
    }

    @Test
    void a_completion_of_our_task_by_a_person_is_not_our_own() {
        done(new TaskCommand.Create(origin(), task(), null), Outcome.Done.added(9));
        assertThat(isOwn(update(9, 1, CHANGED))).isFalse();
    }

    @Test
    void an_edit_of_a_completed_task_is_no_completion() {
        assertThat(kinds(update(9, 1, CHANGED))).contains(EventKind.TASK_COMPLETED);
        assertThat(kinds(update(9, 1, CHANGED + 60))).containsExactly(EventKind.TASK_UPDATED);
    }

    @Test
    void keeps_a_completion_that_is_received_again_before_it_is_planned() {
        assertThat(kinds(update(9, 1, CHANGED))).contains(EventKind.TASK_COMPLETED);
        assertThat(kinds(update(9, 1, CHANGED))).contains(EventKind.TASK_COMPLETED);
    }

    @Test
    void a_reopened_task_can_be_completed_again() {
        assertThat(kinds(update(9, 1, CHANGED))).contains(EventKind.TASK_COMPLETED);
        assertThat(kinds(update(9, 0, CHANGED + 60))).containsExactly(EventKind.TASK_UPDATED);
        assertThat(kinds(update(9, 1, CHANGED + 120))).contains(EventKind.TASK_COMPLETED);
    }

    @Test
    void evaluates_the_events_of_a_batch_in_their_order() {
        var deduplicated =
                deduplicator.deduplicate(DEMO, List.of(), events(update(9, 1, CHANGED) + "&" + update(8, 1, CHANGED)));
        assertThat(deduplicated.completed()).containsOnlyKeys(8L, 9L);
        assertThat(deduplicated.reopened()).isEmpty();
    }

    /// The kinds of the events that are left. Writes the completed tasks down, as `Planner` does.
    private List<EventKind> kinds(String body) {
        var deduplicated = deduplicator.deduplicate(DEMO, List.of(), events(body));
        ledger.write(
                "demo",
                new PlannedWork(
                        List.of(), List.of(), Set.of(), deduplicated.completed(), deduplicated.reopened(), null));
        return deduplicated.events().stream().map(CrmEvent::kind).toList();
    }

    private boolean isOwn(String body) {
        return deduplicator.deduplicate(DEMO, List.of(), events(body)).events().stream()
                .allMatch(event -> event.facts().at("event.own").isPresent());
    }

    private static List<CrmEvent> events(String body) {
        return ((WebhookContent.Events) new WebhookReader().read("demo", body, Instant.EPOCH)).events();
    }

    private static String add(long id) {
        return "task[add][0][id]=%d&task[add][0][status]=0&task[add][0][created_at]=%d".formatted(id, CREATED);
    }

    private static String update(long id, int status, long at) {
        return ("task[update][%1$d][id]=%1$d&task[update][%1$d][status]=%2$d&task[update][%1$d][created_at]=%3$d"
                        + "&task[update][%1$d][updated_at]=%4$d")
                .formatted(id, status, CREATED, at);
    }

    private void done(TaskCommand command, Outcome outcome) {
        ledger.write("demo", PlannedWork.of(List.of(DraftCommand.of(command))));
        var lease = ledger.lease("demo", "test", Duration.ofMinutes(1)).orElseThrow();
        ledger.recordOutcomes(lease, Map.of(command.key(), outcome));
    }

    private static TaskCommand.Origin origin() {
        return new TaskCommand.Origin("e", "a-rule", 0);
    }

    private static NewTask task() {
        return new NewTask(TaskType.FOLLOW_UP, "Call", Instant.EPOCH, null, null, null, null);
    }
}
