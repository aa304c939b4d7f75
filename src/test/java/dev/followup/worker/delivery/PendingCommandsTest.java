package dev.followup.worker.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.followup.TestClock;
import dev.followup.account.Account;
import dev.followup.event.EntityRef;
import dev.followup.event.EventKind;
import dev.followup.ledger.ForwardingLedger.ForwardingAccountLedger;
import dev.followup.ledger.Ledger;
import dev.followup.ledger.Ledger.AccountState;
import dev.followup.ledger.Ledger.PendingCommand;
import dev.followup.ledger.Ledger.SendAttempt;
import dev.followup.ledger.LedgerUnavailableException;
import dev.followup.ledger.PlannedWork;
import dev.followup.ledger.TestLedger;
import dev.followup.ledger.memory.InMemoryLedger;
import dev.followup.progress.ProgressListener;
import dev.followup.task.CommandCause;
import dev.followup.task.DraftCommand;
import dev.followup.task.NewTask;
import dev.followup.task.Outcome;
import dev.followup.task.TaskCommand;
import dev.followup.task.TaskType;
import dev.followup.telemetry.LogCapture;
import dev.followup.telemetry.Metric;
import dev.followup.telemetry.Metrics;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PendingCommandsTest {

    private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");
    private static final Account ACCOUNT = new Account("demo", URI.create("http://localhost:1"));
    private static final EntityRef LEAD = new EntityRef(EntityRef.Type.LEADS, 501);

    private final TestClock clock = new TestClock(NOON);
    private final TestLedger ledger = new TestLedger(new InMemoryLedger(clock));
    private final Metrics metrics = new Metrics();
    private PendingCommands pendingCommands;
    private LogCapture log;

    @BeforeEach
    void open() {
        log = LogCapture.open();
        read();
    }

    @AfterEach
    void close() {
        log.close();
    }

    @Test
    void logs_an_event_once_when_all_its_commands_have_ended() {
        write(command("e1", 0), command("e1", 1));
        read();
        clock.pass(Duration.ofSeconds(2));
        close("e1", 0, Outcome.Done.added(7));
        assertThat(eventLines()).isEmpty();
        clock.pass(Duration.ofSeconds(1));
        close("e1", 1, new Outcome.Skipped("task 7 is open"));
        assertThat(eventLines())
                .singleElement()
                .asString()
                .contains(
                        "demo: leads/501 lead.added of 2026-11-21T11:59:59Z: stored after 300 ms, planned after 400 ms,"
                                + " finished after 3.4 s: call|0 done, task 7 added; call|1 skipped");
    }

    @Test
    void does_not_log_events_with_pending_commands() {
        write(command("e1", 0), command("e2", 0));
        read();
        close("e1", 0, new Outcome.Deferred("CRM away"));
        close("e2", 0, new Outcome.Blocked("circuit open"));
        assertThat(eventLines()).isEmpty();
    }

    @Test
    void logs_commands_deferred_for_one_reason_in_one_line_and_done_ones_in_a_line_each() {
        write(command("e1", 0), command("e2", 0), command("e3", 0), command("e4", 0));
        read();
        end(Map.of(
                "e1|call|0",
                new Outcome.Deferred("CRM away"),
                "e2|call|0",
                new Outcome.Deferred("CRM away"),
                "e3|call|0",
                Outcome.Done.added(8),
                "e4|call|0",
                Outcome.Done.added(9)));
        assertThat(commandLines())
                .hasSize(3)
                .anyMatch(line -> line.contains("demo: 2 commands: deferred, will be retried: CRM away"))
                .anyMatch(line -> line.contains("demo: leads/501: rule call: task 8 added"))
                .anyMatch(line -> line.contains("demo: leads/501: rule call: task 9 added"));
    }

    @Test
    void the_cause_for_which_commands_wait_is_a_warning_until_a_command_is_done() {
        write(command("e1", 0), command("e2", 0));
        read();
        close("e1", 0, new Outcome.Deferred("CRM away [X-Request-Id 1]"));
        close("e1", 0, new Outcome.Deferred("CRM away [X-Request-Id 2]"));
        close("e1", 0, new Outcome.Uncertain("cut", NOON, true));
        close("e1", 0, new Outcome.Uncertain("cut", NOON, true));
        assertThat(warnings()).hasSize(2);
        close("e2", 0, Outcome.Done.added(8));
        close("e1", 0, new Outcome.Deferred("CRM away [X-Request-Id 3]"));
        assertThat(warnings()).hasSize(3);
    }

    private List<String> warnings() {
        return commandLines().stream().filter(line -> line.contains("WARN")).toList();
    }

    @Test
    void measures_pending_commands_and_latency() {
        write(command("e1", 0), command("e2", 0), command("e3", 0));
        clock.pass(Duration.ofSeconds(90));
        read();
        assertThat(measured(Metric.PENDING_COMMANDS)).containsExactly(3L);
        assertThat(measured(Metric.OLDEST_PENDING_AGE)).containsExactly(90L);
        end(Map.of(
                "e1|call|0", Outcome.Done.added(7),
                "e2|call|0", new Outcome.Refused("no such lead"),
                "e3|call|0", new Outcome.Blocked("circuit open")));
        assertThat(measured(Metric.PENDING_COMMANDS)).containsExactly(1L);
        assertThat(measured(Metric.COMMANDS_DONE)).containsExactly(1L);
        assertThat(measured(Metric.COMMANDS_REFUSED)).containsExactly(1L);
        assertThat(measured(Metric.COMMANDS_DEFERRED)).containsExactly(1L);
        assertThat(measured(Metric.EVENT_TO_TASK_LATENCY)).containsExactly(90_400L);
        close("e3", 0, Outcome.Done.added(8));
        assertThat(measured(Metric.PENDING_COMMANDS)).containsExactly(0L);
        assertThat(measured(Metric.OLDEST_PENDING_AGE)).containsExactly(0L);
    }

    @Test
    void more_than_what_is_read_is_pending_if_the_list_has_more_or_commands_are_marked() {
        assertThat(observed(pending(1), true).hasMoreOrMarked()).isFalse();
        assertThat(observed(pending(1), false).hasMoreOrMarked()).isTrue();
        var marked = observed(pending(3), true);
        marked.add(List.of(new PendingCommand(command("marked", 0), NOON, new SendAttempt(NOON, false))));
        assertThat(marked.count()).isEqualTo(4);
        assertThat(marked.hasMoreOrMarked()).isTrue();
        assertThat(marked.takeMarked()).containsExactly(command("marked", 0));
        assertThat(marked.hasMoreOrMarked()).isFalse();
    }

    @Test
    void the_next_portion_is_read_only_if_there_is_room_for_half_of_one() {
        var full = observed(pending(Ledger.MAX_PORTION / 2 + 1), false);
        assertThat(full.readNext()).isFalse();
        assertThat(steps).isEmpty();

        var half = observed(pending(Ledger.MAX_PORTION / 2), false);
        next = List.of(new PendingCommand(command("next", 0), NOON, null));
        assertThat(half.readNext()).isTrue();
        assertThat(steps).containsExactly("read 250");
        assertThat(half.commands().getLast().command()).isEqualTo(command("next", 0));

        next = List.of();
        assertThat(observed(pending(1), false).readNext()).isFalse();
    }

    @Test
    void commands_are_marked_after_the_outcomes_of_others_are_recorded_and_then_shown_as_sent() {
        var observed = observed(pending(2), true);
        observed.end(Map.of("e0|call|0", Outcome.Done.added(7)));
        observed.markSent(List.of(command("e1", 0)), NOON);
        assertThat(steps)
                .containsExactly("record [e0|call|0]", "e0|call|0 done", "mark [e1|call|0]", "[e1|call|0] sent");
        steps.clear();
        observed.markSent(List.of(), NOON);
        observed.record();
        assertThat(steps).as("nothing is left to do").isEmpty();
    }

    @Test
    void the_last_outcomes_are_recorded_with_the_release_of_the_lease_or_alone_if_that_fails() {
        var observed = observed(pending(2), true);
        observed.end(Map.of("e0|call|0", Outcome.Done.added(7)));
        observed.record(true);
        assertThat(steps).containsExactly("release [e0|call|0]", "e0|call|0 done");

        steps.clear();
        releaseFails = true;
        observed.end(Map.of("e1|call|0", Outcome.Done.added(8)));
        observed.record(true);
        assertThat(steps).containsExactly("release [e1|call|0]", "record [e1|call|0]", "e1|call|0 done");
    }

    @Test
    void what_is_not_tried_is_shown_and_logged_but_not_recorded() {
        var observed = observed(pending(1), true);
        observed.leave(List.of(command("e0", 0)), new Outcome.Deferred("CRM away"));
        observed.record(true);
        assertThat(steps).containsExactly("e0|call|0 deferred");
        assertThat(commandLines()).singleElement().asString().contains("deferred, will be retried: CRM away");
    }

    @Test
    void parts_that_the_crm_refused_are_counted() {
        observed(pending(1), true).logRefusedParts(Map.of(command("e0", 0), new Outcome.Refused("no such lead")));
        assertThat(measured(Metric.COMMANDS_REFUSED)).containsExactly(1L);
    }

    private final List<String> steps = new ArrayList<>();
    private List<PendingCommand> next = List.of();
    private boolean releaseFails;

    /// Commands whose calls to the ledger, and what is shown of them, are noted as steps.
    private PendingCommands observed(List<PendingCommand> commands, boolean isWhole) {
        var observed = new ForwardingAccountLedger(ledger.own("demo")) {
            @Override
            public List<PendingCommand> nextPending(int limit) {
                steps.add("read " + limit);
                return next;
            }

            @Override
            public void markSent(List<TaskCommand> some, Instant at) {
                steps.add("mark " + keys(some));
            }

            @Override
            public void recordOutcomes(Map<String, Outcome> outcomes) {
                steps.add("record " + outcomes.keySet());
            }

            @Override
            public void release(Map<String, Outcome> outcomes) {
                steps.add("release " + outcomes.keySet());
                if (releaseFails) {
                    throw new LedgerUnavailableException("the table is away", null);
                }
            }
        };
        var listener = new ProgressListener() {
            @Override
            public void sent(List<TaskCommand> some) {
                steps.add(keys(some) + " sent");
            }

            @Override
            public void concluded(PendingCommand pending, Outcome outcome) {
                steps.add(pending.command().key() + " " + new CommandResult(pending, outcome).word());
            }
        };
        var state = new AccountState(commands, isWhole, List.of(), null, null, null, null);
        return new PendingCommands(ACCOUNT, observed, state, new ReportedRefusals(), metrics, clock, listener);
    }

    private static List<PendingCommand> pending(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> new PendingCommand(command("e" + i, 0), NOON, null))
                .toList();
    }

    private static List<String> keys(List<TaskCommand> commands) {
        return commands.stream().map(TaskCommand::key).toList();
    }

    private void read() {
        var own = ledger.own("demo");
        pendingCommands = new PendingCommands(
                ACCOUNT, own, own.state(), new ReportedRefusals(), metrics, clock, ProgressListener.NONE);
        pendingCommands.add(List.of());
    }

    private void close(String event, int position, Outcome outcome) {
        end(Map.of(event + "|call|" + position, outcome));
    }

    private void end(Map<String, Outcome> outcomes) {
        pendingCommands.end(outcomes);
        pendingCommands.record();
    }

    private void write(TaskCommand... commands) {
        var cause = new CommandCause(EventKind.LEAD_ADDED, LEAD, NOON.minusMillis(400), NOON.minusMillis(100));
        var drafts = Stream.of(commands).map(DraftCommand::of).toList();
        var causes = Map.of("e1", cause, "e2", cause, "e3", cause, "e4", cause);
        ledger.write("demo", PlannedWork.of(drafts).causes(causes));
    }

    private static TaskCommand command(String event, int position) {
        var task = new NewTask(TaskType.FOLLOW_UP, "Call", NOON, null, LEAD, null, null);
        return new TaskCommand.Create(new TaskCommand.Origin(event, "call", position), task, null);
    }

    private List<Long> measured(Metric measure) {
        return metrics.values("demo").getOrDefault(measure, List.of());
    }

    private List<String> eventLines() {
        return log.lines().stream()
                .filter(line -> line.contains("dev.followup.events"))
                .toList();
    }

    private List<String> commandLines() {
        return log.lines().stream()
                .filter(line -> line.contains("dev.followup.commands"))
                .toList();
    }
}
