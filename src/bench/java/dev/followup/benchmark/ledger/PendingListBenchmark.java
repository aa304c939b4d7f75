package dev.followup.benchmark.ledger;

import dev.followup.benchmark.ResultTable;
import dev.followup.benchmark.ResultTable.Measure;
import dev.followup.event.EntityRef;
import dev.followup.ledger.AccountLedger;
import dev.followup.ledger.AccountLedger.SendSelection;
import dev.followup.ledger.Ledger;
import dev.followup.ledger.Ledger.PendingCommand;
import dev.followup.ledger.PlannedWork;
import dev.followup.ledger.dynamodb.DynamoDbLedger;
import dev.followup.ledger.dynamodb.LocalTable;
import dev.followup.task.DraftCommand;
import dev.followup.task.NewTask;
import dev.followup.task.Outcome;
import dev.followup.task.TaskCommand;
import dev.followup.task.TaskType;
import java.lang.management.ManagementFactory;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// The steps of an invocation whose account has 10, 1,000 or 20,000 pending commands: how long each takes, and how
/// much memory it allocates. The table is a local DynamoDB in the same JVM. Figures depend on the machine and are
/// reported, not asserted.
class PendingListBenchmark {

    private static final List<Integer> SIZES = List.of(10, 1_000, 20_000);
    private static final int ROUNDS = 15;
    private static final int WARM_UP = 5;
    private static final int CALL = 49;
    private static final Instant DUE = Instant.parse("2030-01-01T00:00:00Z");

    private final com.sun.management.ThreadMXBean threads =
            (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();

    @Test
    void reports_what_the_steps_of_an_invocation_cost() {
        var table = new ResultTable("10 pending");
        for (int size : SIZES) {
            var local = new LocalTable();
            var ledger = new DynamoDbLedger(local.client(), local.name, Clock.systemUTC(), Runnable::run);
            fill(ledger, size);
            for (int round = -WARM_UP; round < ROUNDS; round++) {
                measure(ledger, round, size + " pending", table);
            }
        }
        System.out.println(table);
    }

    private void measure(Ledger ledger, int round, String contender, ResultTable table) {
        var steps = new Steps(round, contender, table);
        var own = steps.take("lease and list", () -> acquired(ledger));
        var pending = own.state().pendingCommands();
        steps.take("next portion", () -> own.nextPending(Ledger.MAX_PORTION));
        var written = steps.take(
                "write a command", () -> own.write(PlannedWork.of(List.of(draft("new" + System.nanoTime()))), SendSelection.NONE));
        var first = commands(pending.subList(0, Math.min(CALL, pending.size())));
        steps.take("mark a call's commands", () -> {
            own.markSent(first, Instant.now());
            return first;
        });
        var outcomes = first.stream()
                .collect(Collectors.<TaskCommand, String, Outcome>toMap(TaskCommand::key, _ -> new Outcome.Deferred("again")));
        written.added().forEach(one -> outcomes.put(one.command().key(), Outcome.Done.added(1)));
        steps.take("record, and release", () -> {
            own.release(outcomes);
            return outcomes;
        });
    }

    private static AccountLedger acquired(Ledger ledger) {
        var own = ledger.acquire("demo", "benchmark " + System.nanoTime(), Duration.ofMinutes(5)).orElseThrow();
        own.state();
        return own;
    }

    private static List<TaskCommand> commands(List<PendingCommand> pending) {
        return pending.stream().map(PendingCommand::command).toList();
    }

    private static void fill(Ledger ledger, int size) {
        var own = acquired(ledger);
        var drafts = new ArrayList<DraftCommand>();
        IntStream.range(0, size).forEach(i -> drafts.add(draft("demo:lead.added:" + i + ":1795300000")));
        own.write(PlannedWork.of(drafts), SendSelection.NONE);
        own.release(Map.of());
    }

    private static DraftCommand draft(String event) {
        var lead = new EntityRef(EntityRef.Type.LEADS, event.hashCode() & 0xffffff);
        var task = new NewTask(TaskType.FOLLOW_UP, "Call Anna Petrova about the contract", DUE, null, lead, 101L, null);
        return DraftCommand.of(new TaskCommand.Create(new TaskCommand.Origin(event, "call-new-lead", 0), task, null));
    }

    /// The steps of a round, which is not counted while it warms up.
    private final class Steps {

        private final int round;
        private final String contender;
        private final ResultTable table;

        Steps(int round, String contender, ResultTable table) {
            this.round = round;
            this.contender = contender;
            this.table = table;
        }

        <T> T take(String step, Supplier<T> work) {
            long allocated = threads.getCurrentThreadAllocatedBytes();
            long begin = System.nanoTime();
            var result = work.get();
            long time = System.nanoTime() - begin;
            if (round >= 0) {
                table.add(Measure.median(step + ", ms"), contender, time / 1e6);
                table.add(
                        Measure.median(step + ", MB allocated"),
                        contender,
                        (threads.getCurrentThreadAllocatedBytes() - allocated) / 1e6);
            }
            return result;
        }
    }
}
