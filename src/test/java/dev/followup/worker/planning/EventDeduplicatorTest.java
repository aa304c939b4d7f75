package dev.followup.worker.planning;

import static org.assertj.core.api.Assertions.assertThat;

import dev.followup.event.CrmEvent;
import dev.followup.event.EntityRef;
import dev.followup.event.EventKind;
import dev.followup.inbox.InboxMessage;
import dev.followup.ledger.AccountLedger;
import dev.followup.ledger.HeardEvent;
import dev.followup.ledger.Ledger.AccountState;
import dev.followup.ledger.Ledger.DeferredEvent;
import dev.followup.ledger.Ledger.EventRecord;
import dev.followup.ledger.Ledger.History;
import dev.followup.ledger.Ledger.PendingCommand;
import dev.followup.ledger.Ledger.SendAttempt;
import dev.followup.ledger.PlannedWork;
import dev.followup.ledger.TestLedger;
import dev.followup.ledger.memory.InMemoryLedger;
import dev.followup.task.DraftCommand;
import dev.followup.task.NewTask;
import dev.followup.task.OpenTaskFilter;
import dev.followup.task.Outcome;
import dev.followup.task.TaskChange;
import dev.followup.task.TaskCommand;
import dev.followup.task.TaskEffect;
import dev.followup.task.TaskSelection;
import dev.followup.task.TaskType;
import dev.followup.telemetry.LogTime;
import dev.followup.webhook.WebhookContent;
import dev.followup.webhook.WebhookReader;
import dev.followup.worker.intake.ReceivedEvent;
import java.lang.reflect.Proxy;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EventDeduplicatorTest {

    private static final Set<EventKind> ALL_KINDS = Set.of(EventKind.values());
    private static final long CREATED = 1_795_300_000;
    private static final long CHANGED = 1_795_300_600;

    private final TestLedger ledger = new TestLedger(new InMemoryLedger(Clock.systemUTC()));
    private final EventDeduplicator deduplicator = new EventDeduplicator();

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

    @Test
    void names_the_rule_that_changed_a_task_unless_two_did_so_in_the_same_second() {
        changed("a-rule");
        assertThat(rules(update(9, 0, CHANGED))).containsExactly("a-rule");
        changed("another");
        assertThat(rules(update(9, 0, CHANGED))).isEmpty();
    }

    private void changed(String rule) {
        var change = new TaskChange(null, null, null, null, null, 103L, null, null);
        done(
                new TaskCommand.Change(new TaskCommand.Origin("e", rule, 0), new TaskSelection.One(9, null), change),
                new Outcome.Done(List.of(new TaskEffect(9, Instant.ofEpochSecond(CHANGED)))));
    }

    private Stream<PlannableEvent> toPlan(String body) {
        return deduplicator
                .deduplicate(
                        ledger.own("demo"),
                        ALL_KINDS,
                        _ -> Optional.empty(),
                        List.of(),
                        state(List.of()),
                        received(events(body)))
                .toPlan()
                .stream();
    }

    private List<Object> rules(String body) {
        return toPlan(body)
                .flatMap(one -> one.event().facts().at("event.rule").stream())
                .toList();
    }

    /// A digital-pipeline webhook contains no time. The CRM repeats it 5, 20, 35 and 95 minutes after the first.
    @ParameterizedTest
    @CsvSource({
        "PT1S, false",
        "PT5M, false",
        "PT10M, false",
        "PT10M30S, true",
        "PT18M, true",
        "PT20M30S, false",
        "PT34M10S, false",
        "PT50M, true",
        "PT90M, true",
        "PT95M50S, false",
        "PT2H, true"
    })
    void an_event_without_time_repeats_an_equal_one_within_ten_minutes_or_at_a_retry(Duration later, boolean isNew) {
        var first = moved(501, CREATED);
        ledger.write("demo", heard(first));
        var second = moved(501, CREATED + later.toSeconds());
        assertThat(deduplicate(List.of(), List.of(second))).hasSize(isNew ? 1 : 0);
        assertThat(deduplicate(List.of(), List.of(moved(502, CREATED + later.toSeconds()))))
                .hasSize(1);
    }

    @Test
    void a_second_true_call_in_ninety_minutes_later_is_a_new_event_and_a_repeat_is_logged() {
        var call = "leads[call_in][0][id]=501&leads[call_in][0][status_id]=7&leads[call_in][0][pipeline_id]=9";
        ledger.write("demo", heard(only(call, CREATED)));
        var repeat = LogTime.in(
                ZoneId.of("Europe/Moscow"),
                () -> deduplicator.deduplicate(
                        ledger.own("demo"),
                        ALL_KINDS,
                        _ -> Optional.empty(),
                        List.of(),
                        state(List.of()),
                        received(List.of(only(call, CREATED + 20 * 60)))));
        assertThat(repeat.toPlan()).isEmpty();
        assertThat(repeat.fates())
                .extracting(EventFate::words)
                .containsExactly("repeat of an event that came at 2026-11-22T01:26:40+03:00, ignored");
        assertThat(deduplicate(List.of(), List.of(only(call, CREATED + 90 * 60))))
                .hasSize(1);
    }

    @Test
    void an_event_without_time_repeats_a_deferred_one_or_one_of_its_batch() {
        var first = moved(501, CREATED);
        var second = moved(501, CREATED + 590);
        assertThat(deduplicate(List.of(first), List.of(second))).containsExactly(first);
        assertThat(deduplicate(List.of(), List.of(first, second))).containsExactly(first);
        assertThat(deduplicate(List.of(), List.of(second))).containsExactly(second);
    }

    @Test
    void an_event_is_planned_once_whether_a_rule_answered_it_or_not() {
        var events = events(update(9, 0, CHANGED));
        assertThat(deduplicate(List.of(), events)).hasSize(1);
        ledger.write("demo", heard(events.getFirst()));
        assertThat(deduplicate(List.of(), events)).isEmpty();
    }

    @Test
    void an_event_whose_commands_were_written_in_part_is_planned_again() {
        var event = moved(501, CREATED);
        var half = new History(Map.of(event.key(), new EventRecord(event.time(), event.time(), false)), Map.of());
        var own = ledger.own("demo");
        var partWritten = (AccountLedger) Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {AccountLedger.class},
                (_, method, arguments) -> method.getName().equals("history") ? half : method.invoke(own, arguments));
        assertThat(deduplicator
                        .deduplicate(
                                partWritten,
                                ALL_KINDS,
                                _ -> Optional.empty(),
                                List.of(),
                                state(List.of()),
                                received(List.of(event)))
                        .toPlan())
                .hasSize(1);
    }

    @Test
    void an_event_that_no_rule_listens_to_is_not_planned_and_leaves_a_line() {
        var deduplicated = deduplicator.deduplicate(
                ledger.own("demo"),
                Set.of(EventKind.LEAD_ADDED),
                _ -> Optional.empty(),
                List.of(),
                state(List.of()),
                received(List.of(moved(501, CREATED))));
        assertThat(deduplicated.toPlan()).isEmpty();
        assertThat(deduplicated.fates()).extracting(EventFate::words).containsExactly("no rule listens to it");
    }

    @Test
    void the_event_of_our_task_waits_while_its_command_is_uncertain() {
        var command = new TaskCommand.Create(origin(), task(), null);
        ledger.write("demo", PlannedWork.of(List.of(DraftCommand.of(command))));
        assertThat(heldAndPlanned(add(9))).containsExactly(0, 1);
        var lease = ledger.lease("demo", "test", Duration.ofMinutes(1)).orElseThrow();
        ledger.markSent(lease, List.of(command), Instant.ofEpochSecond(CREATED));
        assertThat(heldAndPlanned(add(9))).containsExactly(1, 0);
        assertThat(heldAndPlanned(add(9).replace("Call", "Something+else"))).containsExactly(0, 1);
        assertThat(heldAndPlanned(
                        add(9).replace("Call", "Somebody+edited+it") + "&task[add][0][complete_before]=" + CHANGED))
                .containsExactly(1, 0);
        ledger.recordOutcomes(lease, Map.of(command.key(), Outcome.Done.added(9)));
        assertThat(heldAndPlanned(add(9))).containsExactly(0, 1);
        assertThat(isOwn(add(9))).isTrue();
    }

    @Test
    void the_event_of_a_task_waits_while_a_change_of_it_is_uncertain_and_is_our_own_if_that_is_found() {
        var command = new TaskCommand.Complete(origin(), new TaskSelection.One(9, null), "Done");
        ledger.write("demo", PlannedWork.of(List.of(DraftCommand.of(command))));
        assertThat(heldAndPlanned(update(9, 1, CHANGED))).containsExactly(0, 2);
        var lease = ledger.lease("demo", "test", Duration.ofMinutes(1)).orElseThrow();
        ledger.markSent(lease, List.of(command), Instant.ofEpochSecond(CHANGED));
        assertThat(heldAndPlanned(update(9, 1, CHANGED))).containsExactly(2, 0);
        assertThat(heldAndPlanned(update(10, 1, CHANGED))).containsExactly(0, 2);
        assertThat(heldAndPlanned(add(9))).containsExactly(0, 1);
        assertThat(heldAndPlanned(update(9, 1, CHANGED - 121))).containsExactly(0, 2);
        var change = new TaskEffect(9, Instant.ofEpochSecond(CHANGED));
        ledger.recordOutcomes(lease, Map.of(command.key(), new Outcome.Done(List.of(change))));
        assertThat(heldAndPlanned(update(9, 1, CHANGED))).containsExactly(0, 2);
        assertThat(isOwn(update(9, 1, CHANGED))).isTrue();
    }

    @Test
    void the_events_of_an_entitys_tasks_wait_while_a_change_of_its_open_tasks_is_uncertain() {
        var ofLead = update(9, 1, CHANGED) + "&task[update][9][element_id]=501&task[update][9][element_type]=2";
        var lead = new EntityRef(EntityRef.Type.LEADS, 501);
        var other = new EntityRef(EntityRef.Type.CONTACTS, 77);
        for (var about : List.of(lead, other)) {
            var open = new TaskSelection.Open(new OpenTaskFilter(about, Set.of(), Set.of(), null));
            var origin = new TaskCommand.Origin("of " + about, "file", 0);
            var sent = new PendingCommand(
                    new TaskCommand.Complete(origin, open, "Done"),
                    Instant.EPOCH,
                    new SendAttempt(Instant.ofEpochSecond(CHANGED), false));
            var state = new AccountState(List.of(sent), true, List.of(), null, null, null, null);
            var deduplicated = deduplicator.deduplicate(
                    ledger.own("demo"), ALL_KINDS, _ -> Optional.empty(), List.of(), state, received(events(ofLead)));
            assertThat(deduplicated.held()).hasSize(about.equals(lead) ? 2 : 0);
        }
    }

    /// How many events wait, and how many are planned.
    private List<Integer> heldAndPlanned(String body) {
        var deduplicated = deduplicator.deduplicate(
                ledger.own("demo"),
                ALL_KINDS,
                _ -> Optional.empty(),
                List.of(),
                ledger.state("demo"),
                received(events(body)));
        return List.of(deduplicated.held().size(), deduplicated.toPlan().size());
    }

    private List<CrmEvent> deduplicate(List<CrmEvent> deferred, List<CrmEvent> received) {
        return deduplicator
                .deduplicate(
                        ledger.own("demo"),
                        ALL_KINDS,
                        _ -> Optional.empty(),
                        List.of(),
                        state(deferred),
                        received(received))
                .toPlan()
                .stream()
                .map(PlannableEvent::event)
                .toList();
    }

    private static AccountState state(List<CrmEvent> deferred) {
        var events = deferred.stream()
                .map(event -> new DeferredEvent(event, event.time()))
                .toList();
        return new AccountState(List.of(), true, events, null, null, null, null);
    }

    /// Events that the inbox stored when they happened.
    private static List<ReceivedEvent> received(List<CrmEvent> events) {
        return events.stream()
                .map(event -> new ReceivedEvent(event, new InboxMessage("m", "demo", "", event.time())))
                .toList();
    }

    private static PlannedWork heard(CrmEvent event) {
        return PlannedWork.of(List.of()).heard(List.of(HeardEvent.of(event, event.time())));
    }

    private static CrmEvent moved(long lead, long at) {
        var body = "leads[status][0][id]=" + lead + "&leads[status][0][status_id]=7&leads[status][0][pipeline_id]=9"
                + "&leads[status][0][old_status_id]=6";
        return only(body, at);
    }

    private static CrmEvent only(String body, long at) {
        return switch (new WebhookReader().read("demo", body, Instant.ofEpochSecond(at))) {
            case WebhookContent.Events reading -> reading.events().getFirst();
            case WebhookContent.Refused refused -> throw new AssertionError(refused.reason());
        };
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
        var deduplicated = deduplicator.deduplicate(
                ledger.own("demo"),
                ALL_KINDS,
                _ -> Optional.empty(),
                List.of(),
                state(List.of()),
                received(events(update(9, 1, CHANGED) + "&" + update(8, 1, CHANGED))));
        assertThat(deduplicated.completed()).containsOnlyKeys(8L, 9L);
        assertThat(deduplicated.reopened()).isEmpty();
    }

    /// The kinds of the events that are left. Writes the completed tasks down, as `Planner` does.
    private List<EventKind> kinds(String body) {
        var deduplicated = deduplicator.deduplicate(
                ledger.own("demo"),
                ALL_KINDS,
                _ -> Optional.empty(),
                List.of(),
                state(List.of()),
                received(events(body)));
        ledger.write(
                "demo",
                new PlannedWork(
                        List.of(), List.of(), Set.of(), deduplicated.completed(), deduplicated.reopened(), null));
        return deduplicated.toPlan().stream().map(one -> one.event().kind()).toList();
    }

    private boolean isOwn(String body) {
        return toPlan(body).allMatch(one -> one.event().facts().at("event.own").isPresent());
    }

    private static List<CrmEvent> events(String body) {
        return ((WebhookContent.Events) new WebhookReader().read("demo", body, Instant.EPOCH)).events();
    }

    private static String add(long id) {
        return "task[add][0][id]=%d&task[add][0][status]=0&task[add][0][text]=Call&task[add][0][created_at]=%d"
                .formatted(id, CREATED);
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
        return new NewTask(TaskType.FOLLOW_UP, "Call", Instant.ofEpochSecond(CHANGED), null, null, null, null);
    }
}
