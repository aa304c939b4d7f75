package dev.followup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.followup.account.Accounts;
import dev.followup.config.FollowupConfig;
import dev.followup.config.Settings;
import dev.followup.crm.CrmHooks;
import dev.followup.crm.HookAddress;
import dev.followup.crm.HookPlace;
import dev.followup.crm.Visit;
import dev.followup.crm.Visits;
import dev.followup.lane.InMemoryLanes;
import dev.followup.lane.LaneBatch;
import dev.followup.lane.Message;
import dev.followup.lane.Tick;
import dev.followup.ledger.InMemoryLedger;
import dev.followup.ledger.Ledger.Agenda;
import dev.followup.ledger.Ledger.Block;
import dev.followup.local.SandboxCalls;
import dev.followup.local.SandboxResource;
import dev.followup.task.Outcome;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What a tick sees of our hook at the CRM, and does about it.
@QuarkusTest
@QuarkusTestResource(SandboxResource.class)
class HookWatchTest {

    private static final String HOOKS = "http://localhost:1/hooks/";
    private static final String ADDRESS = HOOKS + "TopSecret123/demo";
    private static final Instant QUARTER = Instant.parse("2026-11-22T06:15:00Z");
    private static final Map<String, String> SETTINGS =
            Map.of("followup.hooks", HOOKS, "followup.rules", "file:src/test/resources/subscribe/rules.yaml");

    @Inject
    Hall hall;

    @Inject
    Accounts accounts;

    @Inject
    CrmHooks crm;

    @Inject
    Visits visits;

    @Inject
    Clock clock;

    private final SandboxCalls sandbox = new SandboxCalls();
    private final Logger log = Logger.getLogger(HookWatch.class.getName());
    private final Log lines = new Log();

    @BeforeEach
    void begin() throws Exception {
        sandbox.reset();
        sandbox.call("PUT", "/_sandbox/behaviour", "{\"requestsPerSecond\": 0}");
        log.addHandler(lines);
    }

    @AfterEach
    void end() {
        log.removeHandler(lines);
    }

    @Test
    void says_nothing_of_a_hook_that_is_as_it_should_be() throws Exception {
        subscribe(ADDRESS, "add_lead", "add_task", "update_task", "note_lead");
        assertThat(look(SETTINGS)).contains(new HookSight.InOrder());
        assertThat(lines.seen).isEmpty();
    }

    @Test
    void raises_the_alarm_at_each_look_at_a_hook_that_is_switched_off() throws Exception {
        switchedOff("add_lead");
        for (int looks = 1; looks <= 2; looks++) {
            assertThat(look(SETTINGS)).get().isInstanceOfSatisfying(HookSight.SwitchedOff.class, off -> {
                assertThat(off.address()).isEqualTo(HookAddress.of(ADDRESS));
                assertThat(off.onAgain()).isFalse();
            });
            assertThat(lines.seen).hasSize(looks);
            assertThat(lines.seen.getLast())
                    .startsWith("ERROR demo: the CRM has switched off the hook http://localhost:1/hooks/***/demo")
                    .contains("save it, or run subscribe")
                    .doesNotContain("TopSecret123");
        }
        assertThat(hook().contains("\"disabled\":true")).isTrue();
    }

    @Test
    void subscribes_it_again_where_that_is_allowed_with_all_that_it_should_tell() throws Exception {
        switchedOff("add_lead", "note_lead", "add_unsorted");
        assertThat(look(allowed()))
                .get()
                .isInstanceOfSatisfying(
                        HookSight.SwitchedOff.class,
                        off -> assertThat(off.onAgain()).isTrue());
        assertThat(hook())
                .contains(
                        "\"disabled\":false",
                        "\"settings\":[\"add_lead\",\"add_task\",\"add_unsorted\",\"update_task\"]");
        assertThat(lines.seen).singleElement().asString().startsWith("ERROR").contains("It was subscribed again");
        assertThat(look(allowed())).contains(new HookSight.InOrder());
    }

    @Test
    void prefers_a_hook_that_is_on_to_a_former_one_that_is_off() throws Exception {
        switchedOff("add_lead");
        subscribe(ADDRESS.replace("TopSecret123", "Next"), "add_lead", "add_task", "update_task");
        assertThat(look(allowed())).contains(new HookSight.InOrder());
    }

    @Test
    void warns_of_a_hook_that_is_missing_and_of_one_that_lacks_what_rules_listen_to() throws Exception {
        subscribe(ADDRESS.replace("demo", "north"), "add_lead");
        assertThat(look(allowed())).contains(new HookSight.Missing(HookPlace.of(HOOKS)));
        subscribe(ADDRESS, "add_lead");
        assertThat(look(allowed()))
                .contains(new HookSight.Lacking(
                        HookAddress.of(ADDRESS), new TreeSet<>(List.of("add_task", "update_task"))));
        assertThat(lines.seen)
                .allSatisfy(line -> assertThat(line).startsWith("WARN").contains("Run subscribe"))
                .hasSize(2);
        assertThat(hook()).contains("\"settings\":[\"add_lead\"]");
    }

    @Test
    void tells_that_it_could_not_look_and_leaves_the_visit_as_it_is() throws Exception {
        sandbox.call("PUT", "/_sandbox/behaviour", "{\"faults\": [{\"kind\": \"too-many-requests\", \"share\": 1}]}");
        var visit = visit(Duration.ofMillis(500));
        assertThat(watch(SETTINGS).look(visit, agenda(null, null), new Tick(QUARTER)))
                .get()
                .isInstanceOfSatisfying(
                        HookSight.Unseen.class,
                        unseen -> assertThat(unseen.why()).isInstanceOf(Outcome.Later.class));
        assertThat(visit.isClosed()).isFalse();
        assertThat(lines.seen).singleElement().asString().startsWith("WARN demo: its hooks could not be looked at");
    }

    @ParameterizedTest
    @CsvSource({
        "06:14:00, 06:15:00, true",
        "06:14:59, 06:16:00, true", // the tick of the quarter itself never came
        "05:00:00, 06:20:00, true",
        ", 06:20:00, true",
        "06:15:00, 06:15:00, false", // comes again
        "06:15:00, 06:29:59, false",
        "06:30:00, 06:15:00, false" // comes late
    })
    void looks_at_the_first_tick_of_each_quarter_of_an_hour(@Nullable String last, String tick, boolean looks) {
        var sight = watch(SETTINGS).look(visit(), agenda(last == null ? null : at(last), null), new Tick(at(tick)));
        assertThat(sight.isPresent()).isEqualTo(looks);
    }

    @Test
    void looks_at_nothing_that_nobody_named_or_needs_and_not_while_the_account_is_closed() {
        assertThat(look(Map.of())).isEmpty();
        var barred = visits.barred(accounts.find("demo").orElseThrow(), "blocked");
        assertThat(watch(SETTINGS).look(barred, agenda(null, null), new Tick(QUARTER)))
                .isEmpty();
        var block = new Block("blocked", QUARTER, QUARTER);
        assertThat(watch(SETTINGS).look(visit(), agenda(null, block), new Tick(QUARTER)))
                .isEmpty();
        assertThat(look(Map.of("followup.hooks", HOOKS, "followup.rules", "classpath:every-minute.yaml")))
                .isEmpty(); // rules that run by the clock need no hook
        assertThat(lines.seen).isEmpty();
    }

    @Test
    void ticks_make_it_look() throws Exception {
        switchedOff("add_lead");
        var config = Settings.with(allowed());
        hall.automation(new RuleBooks(config), new InMemoryLedger(clock), new InMemoryLanes(), config)
                .react(
                        new LaneBatch(List.of(new Message("1", "demo", new Tick(QUARTER).body(), QUARTER))),
                        clock.instant().plusSeconds(20));
        assertThat(hook()).contains("\"disabled\":false");
    }

    @Test
    void refuses_a_place_that_is_none() {
        var config = Settings.with(Map.of("followup.hooks", "http://abc.example/hooks/"));
        assertThatThrownBy(() -> HookWatch.place(config))
                .hasMessage("FOLLOWUP_HOOKS: found http, expected https://<host>/<path>, and nothing behind the path");
    }

    private Optional<HookSight> look(Map<String, String> settings) {
        return watch(settings).look(visit(), agenda(null, null), new Tick(QUARTER));
    }

    private HookWatch watch(Map<String, String> settings) {
        FollowupConfig config = Settings.with(settings);
        return new HookWatch(config, new RuleBooks(config), crm);
    }

    private static Map<String, String> allowed() {
        var settings = new HashMap<>(SETTINGS);
        settings.put("followup.resubscribe", "true");
        return settings;
    }

    private Visit visit() {
        return visit(Duration.ofSeconds(20));
    }

    private Visit visit(Duration time) {
        return visits.begin(accounts.find("demo").orElseThrow(), clock.instant().plus(time));
    }

    private static Agenda agenda(@Nullable Instant ticked, @Nullable Block block) {
        return new Agenda(List.of(), List.of(), ticked, null, block);
    }

    private static Instant at(String time) {
        return Instant.parse("2026-11-22T" + time + "Z");
    }

    private void switchedOff(String... settings) throws IOException, InterruptedException {
        subscribe(ADDRESS, settings);
        sandbox.call("POST", "/_sandbox/disabled-hooks", "{\"destination\": \"" + ADDRESS + "\"}");
    }

    private void subscribe(String destination, String... settings) throws IOException, InterruptedException {
        sandbox.call(
                "POST",
                "/api/v4/webhooks",
                "{\"destination\": \"%s\", \"settings\": [\"%s\"]}"
                        .formatted(destination, String.join("\", \"", settings)));
    }

    /// Our hook, as the CRM has it.
    private String hook() throws IOException, InterruptedException {
        return sandbox.call("GET", "/api/v4/webhooks?filter%5Bdestination%5D=" + ADDRESS, "")
                .toString();
    }

    private static final class Log extends Handler {

        private final List<String> seen = new ArrayList<>();

        @Override
        public void publish(LogRecord line) {
            var format = line.getMessage();
            seen.add(line.getLevel() + " "
                    + (line.getParameters() == null ? format : format.formatted(line.getParameters())));
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }
}
