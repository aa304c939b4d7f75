package dev.followup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.followup.account.Accounts;
import dev.followup.config.FollowupConfig;
import dev.followup.config.Settings;
import dev.followup.lane.InMemoryLanes;
import dev.followup.lane.LaneBatch.Lane;
import dev.followup.lane.Message;
import dev.followup.lane.Tick;
import dev.followup.ledger.InMemoryLedger;
import dev.followup.ledger.Ledger;
import dev.followup.local.SandboxCalls;
import dev.followup.local.SandboxResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// When sending is left to the next invocation, and what that gains.
@QuarkusTest
@QuarkusTestResource(SandboxResource.class)
class BacklogTest {

    private static final String RULES = """
            rules:
              - name: call
                when: lead.added
                then: [{ create-task: { text: "Call", due: 1h } }]
            """;

    @Inject
    Hall hall;

    @Inject
    Accounts accounts;

    @Inject
    FollowupConfig config;

    @Inject
    Clock clock;

    @TempDir
    Path folder;

    private final SandboxCalls sandbox = new SandboxCalls();
    private final TestClock now = new TestClock();
    private final Ledger ledger = new InMemoryLedger(now);
    private Shift shift;
    private int leads;

    @BeforeEach
    void begin() throws Exception {
        sandbox.reset();
        var rules = Files.writeString(folder.resolve("rules.yaml"), RULES);
        var books = new RuleBooks(Settings.with(Map.of("followup.rules", "file:" + rules)));
        shift = hall.shift(books, ledger, new InMemoryLanes(), hall.backlog(ledger, config, now));
    }

    @ParameterizedTest
    @CsvSource({"10, 1", "9, 4"})
    void full_batches_share_a_call_and_others_make_one_each(int hooks, int calls) throws Exception {
        for (int batch = 0; batch < 4; batch++) {
            work(hooks(hooks));
        }
        work(tick());
        assertThat(calls()).isEqualTo(calls);
        assertThat(sandbox.tasks()).hasSize(4 * hooks);
        assertThat(ledger.agenda("demo").entries()).isEmpty();
    }

    @Test
    void few_orders_are_left_to_the_next_invocation() throws Exception {
        work(hooks(10));
        assertThat(calls()).isZero();
        assertThat(ledger.agenda("demo").entries()).hasSize(10);
    }

    @Test
    void a_smaller_batch_takes_along_what_was_left() throws Exception {
        work(hooks(10));
        work(hooks(1));
        assertThat(calls()).isEqualTo(1);
        assertThat(sandbox.tasks()).hasSize(11);
    }

    @Test
    void a_tick_among_ten_messages_drives_what_is_there() throws Exception {
        work(Stream.concat(hooks(9), tick()));
        assertThat(sandbox.tasks()).hasSize(9);
    }

    @Test
    void what_fills_a_call_goes() throws Exception {
        for (int batch = 0; batch < 4; batch++) {
            work(hooks(10));
        }
        assertThat(calls()).isZero();
        work(hooks(10));
        assertThat(calls()).isEqualTo(1);
        assertThat(sandbox.tasks()).hasSize(50);
    }

    @Test
    void nothing_is_left_that_has_waited_for_two_seconds() throws Exception {
        work(hooks(10));
        now.pass(Duration.ofMillis(1999));
        work(hooks(10));
        assertThat(calls()).isZero();
        now.pass(Duration.ofMillis(1));
        work(hooks(10));
        assertThat(calls()).isEqualTo(1);
        assertThat(sandbox.tasks()).hasSize(30);
    }

    private void work(Stream<Message> messages) throws InterruptedException {
        var lane = new Lane("demo", messages.toList());
        var again = shift.work(accounts.all().getFirst(), lane, clock.instant().plusSeconds(20));
        assertThat(again).isEmpty();
    }

    private Stream<Message> hooks(int count) {
        leads += count;
        return IntStream.range(leads - count, leads)
                .mapToObj(lead -> new Message("m" + lead, "demo", "leads[add][0][id]=" + (501 + lead), now.instant()));
    }

    private Stream<Message> tick() {
        return Stream.of(new Message("tick", "demo", new Tick(now.instant()).body(), now.instant()));
    }

    private int calls() throws Exception {
        return sandbox.call("GET", "/_sandbox/stats", "")
                .at("/requests/POST/200")
                .asInt();
    }
}
