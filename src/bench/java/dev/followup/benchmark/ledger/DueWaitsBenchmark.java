package dev.followup.benchmark.ledger;

import dev.followup.benchmark.ResultTable;
import dev.followup.benchmark.ResultTable.Measure;
import dev.followup.event.CrmEvent;
import dev.followup.event.EntityRef;
import dev.followup.event.EventKind;
import dev.followup.event.EventSubject;
import dev.followup.event.Facts;
import dev.followup.ledger.AccountLedger;
import dev.followup.ledger.AccountLedger.SendSelection;
import dev.followup.ledger.Ledger;
import dev.followup.ledger.PlannedWork;
import dev.followup.ledger.dynamodb.DynamoDbLedger;
import dev.followup.ledger.dynamodb.LocalTable;
import dev.followup.ledger.dynamodb.TableTrips;
import dev.followup.task.DraftCommand;
import dev.followup.task.NewTask;
import dev.followup.task.TaskCommand;
import dev.followup.task.TaskCommand.Origin;
import dev.followup.task.TaskType;
import dev.followup.task.Wait;
import dev.followup.task.WaitEnd;
import dev.followup.task.WaitRequest;
import dev.followup.task.WaitRequest.IfAgain;
import dev.followup.task.WaitRequest.Start;
import dev.followup.task.WaitRequest.Step;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// A tick of an account in which 1,000 or 100,000 actions wait and 50 are due, beside the same tick of an account
/// without waits: the trips to the table, and the time. The table is a local DynamoDB in the same JVM. Figures
/// depend on the machine and are reported, not asserted.
class DueWaitsBenchmark {

    private static final int WAITS = 100_000;
    private static final int FEWER_WAITS = 1_000;
    private static final int DUE = 50;
    private static final int ROUNDS = 15;
    private static final int WARM_UP = 5;
    private static final int PORTION = 2_000;

    private final Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);

    @Test
    void reports_what_a_tick_costs_that_fires_fifty_of_many_waits() {
        var table = new ResultTable("without waits");
        measure(table, "without waits", 0, 0);
        measure(table, "50 of 1,000 fire", FEWER_WAITS, DUE);
        measure(table, "50 of 100,000 fire", WAITS, DUE);
        System.out.println(table);
    }

    private void measure(ResultTable table, String contender, int waiting, int due) {
        var counted = TableTrips.Backend.DYNAMO_DB.create();
        var ledgerOfTrips = counted.ledger(Clock.systemUTC()); // counting takes time: a ledger of its own
        var local = new LocalTable();
        var ledger = new DynamoDbLedger(local.client(), local.name, Clock.systemUTC());
        fill(ledger, waiting, Duration.ofDays(30));
        for (int round = -WARM_UP; round < ROUNDS; round++) {
            fill(ledgerOfTrips, due, Duration.ofMinutes(-1));
            tick(ledgerOfTrips, counted::taken);
            int trips = counted.taken().size() - 1; // the release
            fill(ledger, due, Duration.ofMinutes(-1));
            double time = tick(ledger, () -> {});
            if (round >= 0) {
                table.add(Measure.median("trips"), contender, (double) trips);
                table.add(Measure.median("time, ms"), contender, time);
            }
        }
    }

    /// Fires what is due.
    ///
    /// @param whenAcquired what is done before that
    /// @return the time that it takes, in milliseconds
    private static double tick(Ledger ledger, Runnable whenAcquired) {
        var own = acquired(ledger);
        whenAcquired.run();
        long begin = System.nanoTime();
        own.write(fired(own.dueWaits(Instant.now(), 100)).scheduledUntil(Instant.now()), SendSelection.NONE);
        long time = System.nanoTime() - begin;
        own.release(Map.of());
        return time / 1e6;
    }

    private static AccountLedger acquired(Ledger ledger) {
        var own = ledger.acquire("demo", "benchmark " + System.nanoTime(), Duration.ofMinutes(30))
                .orElseThrow();
        own.state();
        return own;
    }

    private static PlannedWork fired(List<Wait> due) {
        var ends = due.stream().map(wait -> WaitEnd.fired(wait, draft(wait.origin()))).toList();
        return PlannedWork.of(List.of()).waits(List.of(), ends);
    }

    private static DraftCommand draft(Origin origin) {
        var task = new NewTask(TaskType.FOLLOW_UP, "Nobody has called Anna Petrova", Instant.EPOCH, null, null, 101L, null);
        return DraftCommand.of(new TaskCommand.Create(origin, task, null));
    }

    private void fill(Ledger ledger, int count, Duration until) {
        var own = acquired(ledger);
        for (int from = 0; from < count; from += PORTION) {
            var requests = new ArrayList<WaitRequest>();
            for (int i = from; i < Math.min(count, from + PORTION); i++) {
                requests.add(start(System.nanoTime() & 0xffffffffffL, now.plus(until).plusSeconds(i % 1000 / 100)));
            }
            own.write(PlannedWork.of(List.of()).waits(requests, List.of()), SendSelection.NONE);
        }
        own.release(Map.of());
    }

    private Start start(long lead, Instant due) {
        var entity = new EntityRef(EntityRef.Type.LEADS, lead);
        var facts = new Facts(Map.of(
                "lead", Map.of("id", lead, "name", "Anna Petrova, a large order", "price", 50_000L, "status_id", 96210101L)));
        var at = now.minus(Duration.ofHours(1));
        var event = new CrmEvent(EventKind.LEAD_ADDED, "demo", entity, at, facts, "demo:lead.added:" + lead + ":1795300000");
        var subject = EventSubject.of(entity);
        return new Start(event, "call", at, subject, Set.of(subject), List.of(new Step(0, due)), IfAgain.IGNORE, null);
    }
}
