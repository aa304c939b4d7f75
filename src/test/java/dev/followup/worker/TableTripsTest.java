package dev.followup.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.followup.account.Accounts;
import dev.followup.config.FollowupConfig;
import dev.followup.config.TestConfig;
import dev.followup.crm.CrmFixture;
import dev.followup.devmode.SandboxCalls;
import dev.followup.inbox.InMemoryInbox;
import dev.followup.inbox.InboxMessage;
import dev.followup.inbox.MessageBatch.MessageGroup;
import dev.followup.inbox.MessageSource;
import dev.followup.inbox.Tick;
import dev.followup.ledger.Ledger;
import dev.followup.ledger.dynamodb.TableTrips;
import dev.followup.rule.store.RuleBookStore;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Tests of what a warm batch costs at the table: trips one after another, and write units.
class TableTripsTest {

    @RegisterExtension
    final CrmFixture fixture = new CrmFixture();

    private final WorkerFixture workers = fixture.workers();
    private final Accounts accounts = fixture.accounts();
    private final RuleBookStore books = new RuleBookStore(fixture.config());
    private final FollowupConfig config = fixture.config();
    private final Clock clock = fixture.clock();

    private final SandboxCalls sandbox = fixture.sandbox();
    private final Instant start = Instant.now();
    private TableTrips table = TableTrips.Backend.MODEL.create();
    private Ledger ledger = table.ledger(Clock.systemUTC());
    private @Nullable FollowupConfig settings;
    private @Nullable RuleBookStore ownBooks;
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
    void a_warm_batch_makes_four_trips_and_at_most_seventeen_write_units_for_each_task(TableTrips.Backend backend)
            throws Exception {
        begin(backend);
        process(IntStream.rangeClosed(1, 10).mapToObj(TableTripsTest::added).toArray(String[]::new));
        assertThat(table.taken())
                .as("lease and list; what planning needs; decisions; endings")
                .containsExactly("update", "read", "transaction", "transaction");
        assertThat(sandbox.tasks()).hasSize(11);
        assertThat(table.takenWriteUnits()).isLessThanOrEqualTo(10 * 17);
    }

    @ParameterizedTest
    @EnumSource
    void a_warm_batch_costs_hardly_more_after_many_others_within_a_minute(TableTrips.Backend backend) throws Exception {
        begin(backend);
        for (int batch = 0; batch < 20; batch++) {
            var createdAt = Long.toString(1_795_300_001 + batch);
            table.takenWriteUnits();
            process(IntStream.rangeClosed(1, 10)
                    .mapToObj(lead -> added(lead).replace("1795300000", createdAt))
                    .toArray(String[]::new));
        }
        assertThat(sandbox.tasks()).hasSize(201);
        assertThat(table.takenWriteUnits()).isLessThanOrEqualTo(10 * 18);
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

    @ParameterizedTest
    @EnumSource
    void what_begins_or_stops_a_wait_makes_four_trips(TableTrips.Backend backend) throws Exception {
        begin(backend);
        useWaits();
        process(moved(501, 96210102, 600));
        assertThat(table.taken()).as("begins").hasSize(4);
        process(moved(501, 96210103, 300));
        assertThat(table.taken()).as("stops").hasSize(4);
    }

    @ParameterizedTest
    @EnumSource
    void a_tick_that_fires_many_waits_makes_three_trips_more_until_their_commands_are_written(
            TableTrips.Backend backend) throws Exception {
        begin(backend);
        useWaits();
        process(tick());
        assertThat(table.taken()).as("an idle tick").containsExactly("update", "query", "read", "write", "write");
        var leads = sandbox.call(
                "POST",
                "/api/v4/leads",
                IntStream.range(0, 49)
                        .mapToObj(i -> "{\"name\": \"Anna %d\", \"status_id\": 96210102}".formatted(i))
                        .collect(Collectors.joining(",", "[", "]")));
        var halfAMinuteAgo = Long.toString(clock.instant().getEpochSecond() - 30);
        process(leads.at("/_embedded/leads")
                .valueStream()
                .map(lead -> added(lead.path("id").asInt() - 501).replace("1795300000", halfAMinuteAgo))
                .toArray(String[]::new));
        table.taken();
        process(tick());
        assertThat(sandbox.tasks()).hasSize(50);
        assertThat(table.taken())
                .as("what the commands depend on, and two transactions more; then what sending takes")
                .startsWith("update", "query", "read", "write", "transaction", "transaction")
                .hasSizeLessThanOrEqualTo(9);
    }

    @ParameterizedTest
    @EnumSource
    void a_webhook_that_reports_a_date_makes_four_trips_and_one_that_is_late_one_more(TableTrips.Backend backend)
            throws Exception {
        begin(backend);
        use("table-trips/dates.yaml");
        process(dated(501, 600, Duration.ofHours(30)));
        assertThat(table.taken()).as("a new date").containsExactly("update", "read", "transaction", "write");
        assertThat(table.takenWriteUnits()).as("a new date, and a new book").isLessThanOrEqualTo(15);
        process(dated(501, 500, Duration.ofHours(30)));
        assertThat(table.taken()).as("the same date, a later change").hasSize(4);
        assertThat(table.takenWriteUnits()).as("the same date").isLessThanOrEqualTo(13);
        process(dated(501, 400, Duration.ofHours(40)));
        assertThat(table.taken()).as("another date").hasSize(4);
        assertThat(table.takenWriteUnits()).as("another date").isLessThanOrEqualTo(17);
        process(dated(501, 300, Duration.ofMinutes(30)));
        assertThat(table.taken())
                .as("a date whose time has passed: whether the rule has looked for dates")
                .hasSize(5)
                .contains("query");
    }

    private void useWaits() {
        use("table-trips/rules.yaml");
    }

    private void use(String book) {
        settings = TestConfig.with(
                Map.of("followup.recover-missed-events", "false", "followup.rules", "classpath:" + book));
        ownBooks = new RuleBookStore(settings);
    }

    private String tick() {
        return new Tick(clock.instant().plusSeconds(50)).body();
    }

    /// A webhook that reports a date, counted from the test's begin: the same date stays the same, however long the
    /// test takes.
    private String dated(long lead, long secondsAgo, Duration ahead) {
        return ("leads[update][0][id]=%d&leads[update][0][status_id]=96210102&leads[update][0][created_at]=1"
                        + "&leads[update][0][updated_at]=%d&leads[update][0][custom_fields][0][id]=78"
                        + "&leads[update][0][custom_fields][0][values][0]=%d")
                .formatted(
                        lead,
                        start.getEpochSecond() - secondsAgo,
                        start.plus(ahead).getEpochSecond());
    }

    private String moved(long lead, long stage, long secondsAgo) {
        return ("leads[status][0][id]=%d&leads[status][0][status_id]=%d&leads[status][0][old_status_id]=96210101"
                        + "&leads[status][0][pipeline_id]=9621010&leads[status][0][updated_at]=%d")
                .formatted(lead, stage, clock.instant().getEpochSecond() - secondsAgo);
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
                .map(body -> new InboxMessage("m" + ++webhooks, "demo", body, clock.instant())
                        .from(Tick.isOne(body) ? MessageSource.CLOCK : MessageSource.WEBHOOK))
                .toList();
        var account = accounts.find("demo").orElseThrow();
        var acquired = ledger.acquire("demo", "invocation " + webhooks, Duration.ofMinutes(1))
                .orElseThrow();
        var again = workers.worker(
                        ownBooks == null ? books : ownBooks,
                        ledger,
                        new InMemoryInbox(),
                        settings == null ? config : settings,
                        Duration.ZERO)
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
