package dev.followup.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.followup.account.Accounts;
import dev.followup.config.FollowupConfig;
import dev.followup.devmode.SandboxCalls;
import dev.followup.devmode.SandboxResource;
import dev.followup.inbox.InMemoryInbox;
import dev.followup.inbox.InboxMessage;
import dev.followup.inbox.MessageBatch.MessageGroup;
import dev.followup.ledger.Ledger;
import dev.followup.ledger.dynamodb.TableTrips;
import dev.followup.rule.store.RuleBookStore;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Tests of what a warm batch costs at the table: trips one after another, and write units.
@QuarkusTest
@QuarkusTestResource(SandboxResource.class)
class TableTripsTest {

    @Inject
    WorkerFixture workers;

    @Inject
    Accounts accounts;

    @Inject
    RuleBookStore books;

    @Inject
    FollowupConfig config;

    @Inject
    Clock clock;

    private final SandboxCalls sandbox = new SandboxCalls();
    private TableTrips table = TableTrips.Backend.MODEL.create();
    private Ledger ledger = table.ledger(Clock.systemUTC());
    private int webhooks;

    private void begin(TableTrips.Backend backend) throws Exception {
        table = backend.create();
        sandbox.reset();
        sandbox.call("PUT", "/_sandbox/behaviour", "{\"requestsPerSecond\": 0}");
        ledger = table.ledger(clock);
        process(added(0)); // from now on the instance knows that it was the last one
        table.taken();
        table.takenWriteUnits();
    }

    @ParameterizedTest
    @EnumSource
    void a_warm_batch_makes_four_trips_and_at_most_fourteen_write_units_for_each_task(TableTrips.Backend backend)
            throws Exception {
        begin(backend);
        process(IntStream.rangeClosed(1, 10).mapToObj(TableTripsTest::added).toArray(String[]::new));
        assertThat(table.taken())
                .as("lease and list; what planning needs; decisions; endings")
                .containsExactly("update", "read", "transaction", "transaction");
        assertThat(sandbox.tasks()).hasSize(11);
        assertThat(table.takenWriteUnits()).isLessThanOrEqualTo(10 * 14);
    }

    @ParameterizedTest
    @EnumSource
    void a_batch_that_no_rule_answers_makes_three_trips_and_no_transaction(TableTrips.Backend backend)
            throws Exception {
        begin(backend);
        process("leads[status][0][id]=501&leads[status][0][status_id]=96210102&leads[status][0][old_status_id]=96210101"
                + "&leads[status][0][pipeline_id]=9621010&leads[status][0][last_modified]=1795300100");
        assertThat(table.taken()).hasSize(3).doesNotContain("transaction");
    }

    /// A small lead, for which one rule of the sandbox's book fires.
    private static String added(int index) {
        return ("leads[add][0][id]=%d&leads[add][0][name]=Small&leads[add][0][price]=10"
                        + "&leads[add][0][status_id]=96210101&leads[add][0][pipeline_id]=9621010"
                        + "&leads[add][0][responsible_user_id]=101&leads[add][0][created_at]=1795300000")
                .formatted(501 + index);
    }

    private void process(String... bodies) throws InterruptedException {
        var messages = List.of(bodies).stream()
                .map(body -> new InboxMessage("m" + ++webhooks, "demo", body, clock.instant()))
                .toList();
        var account = accounts.find("demo").orElseThrow();
        var acquired = ledger.acquire("demo", "invocation " + webhooks, Duration.ofMinutes(1))
                .orElseThrow();
        var again = workers.worker(books, ledger, new InMemoryInbox(), config, Duration.ZERO)
                .process(
                        account,
                        acquired,
                        new MessageGroup("demo", messages),
                        true,
                        clock.instant().plusSeconds(20));
        assertThat(again).isEmpty();
        if (!acquired.isReleased()) {
            acquired.release(Map.of());
        }
    }
}
