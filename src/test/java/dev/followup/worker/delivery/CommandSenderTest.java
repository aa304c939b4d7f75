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
import dev.followup.task.TaskAddition;
import dev.followup.task.TaskChange;
import dev.followup.task.TaskCommand;
import dev.followup.task.TaskSelection;
import dev.followup.task.TaskType;
import dev.followup.worker.WorkerFixture;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

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

    @ParameterizedTest
    @MethodSource
    void waits_for_a_task_that_was_added_just_before_and_is_not_shown_yet_and_holds_up_no_other_entity(
            OpenTaskFilter filter) throws Exception {
        addedJustBefore(9_999, "e1|rule|0", Duration.ZERO);
        var close = complete("e2", filter);
        var again = add("e3", 0, LEAD, filter);
        workOff(close, again, add("e4", 0, OTHER, null));
        assertThat(entities()).containsExactly(502L);
        assertThat(pending()).containsExactly(close, again);

        addedJustBefore(added(501, 1), "e1|rule|0", Duration.ZERO); // from now on the CRM shows it
        workOff();
        assertThat(pending()).isEmpty();
        assertThat(open())
                .as("those of the other entity, and the one that was added again")
                .hasSize(2);
    }

    static Stream<OpenTaskFilter>
            waits_for_a_task_that_was_added_just_before_and_is_not_shown_yet_and_holds_up_no_other_entity() {
        return Stream.of(
                any(LEAD),
                new OpenTaskFilter(LEAD, Set.of(), Set.of(), "rule"),
                new OpenTaskFilter(LEAD, Set.of(TaskType.FOLLOW_UP), Set.of(), null),
                OpenTaskFilter.addedBy(LEAD, Set.of("e1|rule|0")));
    }

    @Test
    void waits_for_a_task_that_was_added_just_before_though_nothing_is_known_of_its_command() throws Exception {
        var own = ledger.own("demo");
        own.keepAdditions(List.of(new TaskAddition(9_999, LEAD, TaskType.FOLLOW_UP, clock.instant())));
        own.release(Map.of());
        var again = add("e2", 0, LEAD, any(LEAD));
        workOff(again);
        assertThat(pending()).containsExactly(again);
    }

    @Test
    void waits_for_no_task_that_does_not_match() throws Exception {
        addedJustBefore(9_999, "e1|rule|0", Duration.ZERO);
        workOff(
                complete("e2", new OpenTaskFilter(LEAD, Set.of(TaskType.MEETING), Set.of(), null)),
                complete("e3", new OpenTaskFilter(LEAD, Set.of(), Set.of(), "other")),
                complete("e4", OpenTaskFilter.addedBy(LEAD, Set.of("e0|rule|0"))),
                complete("e5", any(OTHER)),
                add("e1", 1, LEAD, any(LEAD)));
        assertThat(pending()).isEmpty();
        assertThat(entities()).containsExactly(501L);
    }

    @Test
    void waits_a_minute_for_a_task_that_is_not_shown_and_no_longer() throws Exception {
        addedJustBefore(9_999, "e1|rule|0", Duration.ofSeconds(61));
        workOff(complete("e2", any(LEAD)));
        assertThat(pending()).isEmpty();
    }

    @Test
    void waits_no_longer_if_the_clock_of_whoever_added_the_task_was_an_hour_ahead() throws Exception {
        addedJustBefore(9_999, "e1|rule|0", Duration.ofHours(-1));
        workOff(complete("e2", any(LEAD)));
        assertThat(pending()).isEmpty();
    }

    @Test
    void waits_for_a_task_however_many_others_the_invocation_has_added_since() throws Exception {
        addedJustBefore(9_999, "e1|rule|0", Duration.ZERO);
        var close = complete("e3", any(LEAD));
        var others = IntStream.range(0, 200).mapToObj(i -> add("other" + i, 0, OTHER, null));
        workOff(Stream.of(Stream.of(add("e2", 0, LEAD, null)), others, Stream.of(close))
                .flatMap(some -> some)
                .toArray(TaskCommand[]::new));
        assertThat(pending()).containsExactly(close);
    }

    @Test
    void waits_for_no_task_that_was_reported_as_completed() throws Exception {
        addedJustBefore(9_999, "e1|rule|0", Duration.ZERO);
        var completed = Map.of(9_999L, clock.instant());
        ledger.write("demo", new PlannedWork(List.of(), List.of(), Set.of(), completed, Set.of(), null));
        workOff(complete("e2", any(LEAD)));
        assertThat(pending()).isEmpty();
    }

    @Test
    void waits_for_no_task_that_it_has_completed_itself() throws Exception {
        workOff(add("e1", 0, LEAD, null), complete("e2", any(LEAD)), complete("e3", any(LEAD)));
        assertThat(pending()).isEmpty();
        assertThat(open()).isEmpty();
    }

    @Test
    void hands_what_it_has_added_over_to_the_next_invocation() throws Exception {
        workOff(add("e1", 0, LEAD, null), add("e2", 0, OTHER, null), complete("e3", any(OTHER)));
        assertThat(ledger.own("demo").additions())
                .extracting(TaskAddition::about)
                .containsExactly(LEAD);
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
        own.release(Map.of());
    }

    /// Lets the ledger know of a task that a command has added, whether the CRM shows it or not.
    private void addedJustBefore(long task, String command, Duration ago) {
        var own = ledger.own("demo");
        own.keepAdditions(List.of(
                new TaskAddition(task, LEAD, TaskType.FOLLOW_UP, clock.instant().minus(ago))));
        own.release(Map.of(command, Outcome.Done.added(task)));
    }

    private List<TaskCommand> pending() {
        return ledger.state("demo").pendingCommands().stream()
                .map(PendingCommand::command)
                .toList();
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
