package dev.followup.worker.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.followup.account.Accounts;
import dev.followup.config.FollowupConfig;
import dev.followup.crm.CrmFixture;
import dev.followup.crm.session.CrmSessions;
import dev.followup.devmode.SandboxCalls;
import dev.followup.event.EntityRef;
import dev.followup.ledger.Ledger.PendingCommand;
import dev.followup.ledger.PlannedWork;
import dev.followup.ledger.TestLedger;
import dev.followup.ledger.memory.InMemoryLedger;
import dev.followup.task.DraftCommand;
import dev.followup.task.NewTask;
import dev.followup.task.OpenTaskFilter;
import dev.followup.task.Outcome;
import dev.followup.task.TaskChange;
import dev.followup.task.TaskCommand;
import dev.followup.task.TaskSelection;
import dev.followup.task.TaskType;
import dev.followup.worker.WorkerFixture;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Tests of commands that depend on open tasks in the CRM.
class CommandSenderTest {

    private static final Instant NOON = Instant.parse("2030-11-21T12:00:00Z");
    private static final EntityRef LEAD = new EntityRef(EntityRef.Type.LEADS, 501);
    private static final EntityRef OTHER = new EntityRef(EntityRef.Type.LEADS, 502);

    @RegisterExtension
    final CrmFixture fixture = new CrmFixture();

    private final WorkerFixture workers = fixture.workers();
    private final Accounts accounts = fixture.accounts();
    private final CrmSessions sessions = fixture.sessions();
    private final FollowupConfig config = fixture.config();
    private final Clock clock = fixture.clock();

    private final SandboxCalls sandbox = fixture.sandbox();
    private TestLedger ledger;

    @BeforeEach
    void begin() throws Exception {
        sandbox.reset();
        ledger = new TestLedger(new InMemoryLedger(clock));
    }

    @Test
    void adds_one_task_for_two_events_if_the_first_is_still_open() throws Exception {
        workOff(add("e1", 0, LEAD, any(LEAD)), add("e2", 0, LEAD, any(LEAD)), add("e3", 0, OTHER, any(OTHER)));
        assertThat(entities()).containsExactly(501L, 502L);
        assertThat(ledger.state("demo").pendingCommands()).isEmpty();
    }

    @Test
    void skips_a_task_if_a_person_added_one_of_the_type() throws Exception {
        added(501, 2);
        workOff(add("e1", 0, LEAD, new OpenTaskFilter(LEAD, Set.of(TaskType.MEETING), Set.of(), null)));
        assertThat(entities()).hasSize(1);
        workOff(add("e2", 0, LEAD, new OpenTaskFilter(LEAD, Set.of(TaskType.FOLLOW_UP), Set.of(), null)));
        assertThat(entities()).hasSize(2);
    }

    @Test
    void skips_a_task_only_for_the_rules_own_task_if_the_rule_says_so() throws Exception {
        var made = new OpenTaskFilter(LEAD, Set.of(), Set.of(), "rule");
        added(501, 1);
        workOff(add("e1", 0, LEAD, made));
        assertThat(entities()).hasSize(2);
        workOff(add("e2", 0, LEAD, made));
        assertThat(entities()).hasSize(2);
    }

    @Test
    void adds_all_tasks_of_a_rule_or_none() throws Exception {
        workOff(series("e1"));
        assertThat(entities()).hasSize(3);
        workOff(series("e2"));
        assertThat(entities()).hasSize(3);
    }

    @Test
    void completes_all_matching_open_tasks_of_the_entity() throws Exception {
        workOff(add("e0", 0, LEAD, null));
        var person = added(501, 1);
        var elsewhere = added(502, 1);
        workOff(complete("e1", new OpenTaskFilter(LEAD, Set.of(), Set.of(), "rule")));
        assertThat(open()).containsExactly(person, elsewhere);
        workOff(complete("e2", any(LEAD)));
        assertThat(open()).containsExactly(elsewhere);
        assertThat(ledger.traces("demo", Set.of(person)).values())
                .singleElement()
                .matches(trace -> trace.changes().size() == 1);
    }

    @Test
    void completes_a_task_that_the_same_invocation_has_added_for_the_rule() throws Exception {
        workOff(add("e1", 0, LEAD, null), complete("e2", new OpenTaskFilter(LEAD, Set.of(), Set.of(), "rule")));
        assertThat(entities()).hasSize(1);
        assertThat(open()).isEmpty();
    }

    @Test
    void a_task_that_was_added_just_before_and_is_not_shown_yet_is_closed_later_and_holds_up_no_other_entity()
            throws Exception {
        var shownBy = clock.instant().plusSeconds(60);
        var close = complete("e2", OpenTaskFilter.addedBy(LEAD, Set.of("e1|rule|0"), shownBy));
        workOff(close, add("e3", 0, OTHER, null));
        assertThat(entities()).containsExactly(502L);
        assertThat(ledger.state("demo").pendingCommands())
                .extracting(PendingCommand::command)
                .containsExactly(close);
        var own = ledger.own("demo");
        own.release(Map.of("e1|rule|0", Outcome.Done.added(added(501, 1)))); // from now on the CRM shows it
        workOff();
        assertThat(ledger.state("demo").pendingCommands()).isEmpty();
        assertThat(open()).hasSize(1);
    }

    @Test
    void what_an_event_closes_is_not_waited_for_longer_than_a_minute() throws Exception {
        workOff(complete("e2", OpenTaskFilter.addedBy(LEAD, Set.of("e1|rule|0"), clock.instant())));
        assertThat(ledger.state("demo").pendingCommands()).isEmpty();
    }

    @Test
    void skips_a_completion_without_open_tasks() throws Exception {
        workOff(complete("e1", any(LEAD)));
        assertThat(ledger.state("demo").pendingCommands()).isEmpty();
    }

    @Test
    void completes_tasks_before_it_queries_open_tasks_for_another_rule() throws Exception {
        added(501, 1);
        workOff(complete("e1", any(LEAD)), add("e2", 0, LEAD, any(LEAD)));
        assertThat(entities()).hasSize(2);
        assertThat(open()).hasSize(1);
    }

    @Test
    void changes_each_open_task() throws Exception {
        added(501, 1);
        added(501, 2);
        var change = new TaskChange(null, null, null, null, null, 103L, null, null);
        workOff(new TaskCommand.Change(origin("e1", 0), new TaskSelection.Open(any(LEAD)), change));
        assertThat(sandbox.tasks())
                .extracting(task -> task.get("responsible_user_id").asLong())
                .containsOnly(103L);
    }

    @Test
    void keeps_a_command_pending_with_those_after_it_if_open_tasks_cannot_be_queried() throws Exception {
        write(add("e1", 0, LEAD, any(LEAD)), add("e2", 0, LEAD, null), add("e3", 0, OTHER, null));
        sandbox.call("PUT", "/_sandbox/behaviour", "{\"faults\": [{\"kind\": \"unavailable\", \"share\": 1}]}");
        workOff(clock.instant().plusSeconds(2));
        assertThat(ledger.state("demo").pendingCommands()).hasSize(3);
        sandbox.call("PUT", "/_sandbox/behaviour", "{\"faults\": []}");
        workOff();
        assertThat(entities()).containsExactlyInAnyOrder(501L, 501L, 502L);
    }

    private void workOff(TaskCommand... commands) throws InterruptedException {
        write(commands);
        workOff(clock.instant().plusSeconds(20));
    }

    private void workOff(Instant deadline) throws InterruptedException {
        var session = sessions.begin(accounts.all().getFirst(), deadline);
        var own = ledger.own("demo");
        var delivery = workers.delivery(ledger, config);
        var pending = delivery.pending(session, own, own.state());
        delivery.deliver(session, pending, deadline);
        pending.record();
    }

    private void write(TaskCommand... commands) {
        ledger.write(
                "demo", PlannedWork.of(Stream.of(commands).map(DraftCommand::of).toList()));
    }

    private long added(long lead, int type) throws Exception {
        var task = Map.of(
                "text",
                "By hand",
                "complete_till",
                NOON.getEpochSecond(),
                "entity_id",
                lead,
                "entity_type",
                "leads",
                "task_type_id",
                type);
        return sandbox.call("POST", "/api/v4/tasks", new ObjectMapper().writeValueAsString(List.of(task)))
                .at("/_embedded/tasks/0/id")
                .asLong();
    }

    private List<Long> entities() throws Exception {
        return sandbox.tasks().stream()
                .map(task -> task.get("entity_id").asLong())
                .toList();
    }

    private List<Long> open() throws Exception {
        return sandbox.tasks().stream()
                .filter(task -> !task.get("is_completed").asBoolean())
                .map((JsonNode task) -> task.get("id").asLong())
                .toList();
    }

    private static TaskCommand[] series(String event) {
        return new TaskCommand[] {
            add(event, 0, LEAD, any(LEAD)), add(event, 1, LEAD, any(LEAD)), add(event, 2, LEAD, any(LEAD))
        };
    }

    private static TaskCommand add(String event, int position, EntityRef about, @Nullable OpenTaskFilter unless) {
        var task = new NewTask(TaskType.FOLLOW_UP, "Call", NOON, null, about, null, null);
        return new TaskCommand.Create(origin(event, position), task, unless);
    }

    private static TaskCommand complete(String event, OpenTaskFilter which) {
        return new TaskCommand.Complete(origin(event, 0), new TaskSelection.Open(which), "Closed");
    }

    private static TaskCommand.Origin origin(String event, int position) {
        return new TaskCommand.Origin(event, "rule", position);
    }

    private static OpenTaskFilter any(EntityRef entity) {
        return new OpenTaskFilter(entity, Set.of(), Set.of(), null);
    }
}
