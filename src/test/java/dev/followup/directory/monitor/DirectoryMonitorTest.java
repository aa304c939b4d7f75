package dev.followup.directory.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.followup.account.Accounts;
import dev.followup.config.TestConfig;
import dev.followup.crm.CrmFixture;
import dev.followup.crm.directory.CrmDirectory;
import dev.followup.crm.session.CrmResult;
import dev.followup.crm.session.CrmSession;
import dev.followup.crm.session.CrmSessions;
import dev.followup.devmode.SandboxCalls;
import dev.followup.directory.Directory;
import dev.followup.directory.DirectoryWriter;
import dev.followup.ledger.Ledger.AccountState;
import dev.followup.rule.store.RuleBookStore;
import dev.followup.telemetry.LogCapture;
import dev.followup.telemetry.Metric;
import dev.followup.telemetry.Metrics;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/// The daily comparison of the directory with the sandbox's account.
class DirectoryMonitorTest {

    private static final Instant MIDNIGHT = Instant.parse("2026-11-29T00:00:00Z");
    private static final String RULES = """
            zone: Europe/Moscow
            fields: { pay_date: { name: Pay date } }
            rules:
              - name: call
                when: lead.status-changed
                if: { lead.status_id: "Sales / Contract" }
                then: [ { create-task: { type: Visit, text: "Call", due: 15m, responsible: Vera Lind } } ]
            """;

    @RegisterExtension
    final CrmFixture fixture = new CrmFixture();

    private final Accounts accounts = fixture.accounts();
    private final CrmDirectory crm = fixture.directory();
    private final CrmSessions sessions = fixture.sessions();
    private final Clock clock = fixture.clock();

    @TempDir
    Path folder;

    private final SandboxCalls sandbox = fixture.sandbox();
    private final Metrics metrics = new Metrics();
    private LogCapture log = LogCapture.of(DirectoryMonitor.class);
    private @Nullable DirectoryMonitor monitor;

    @BeforeEach
    void keep_the_account_as_it_is() throws Exception {
        sandbox.reset();
        if (crm.read(session()) instanceof CrmResult.All<Directory>(var directory)) {
            Files.writeString(folder.resolve("directory.yaml"), DirectoryWriter.commented(directory, "demo"));
        }
        var rules = Files.writeString(folder.resolve("rules.yaml"), RULES);
        monitor = new DirectoryMonitor(
                new RuleBookStore(TestConfig.with(Map.of("followup.rules", "file:" + rules))), crm, metrics);
        log.close();
        log = LogCapture.of(DirectoryMonitor.class);
    }

    @AfterEach
    void close() {
        log.close();
    }

    @Test
    void an_account_as_it_was_kept_is_no_line() {
        check(null, MIDNIGHT);
        assertThat(lines()).isEmpty();
        assertThat(problems()).containsExactly(0L);
    }

    @Test
    void what_a_rule_uses_and_is_gone_is_an_error_with_the_line_of_the_rule() throws Exception {
        sandbox.call("POST", "/_sandbox/users", "{\"id\": 103, \"is_active\": false}");
        sandbox.call("POST", "/_sandbox/stages", "{\"id\": 96210103, \"is_archive\": true}");
        sandbox.call("POST", "/_sandbox/task-types", "{\"id\": 2743001, \"is_archive\": true}");
        sandbox.call(
                "POST", "/_sandbox/custom-fields", "{\"id\": 5101, \"entity_type\": \"leads\", \"is_archive\": true}");
        check(null, MIDNIGHT);

        var remedy = ". Change the rules or the account, then make directory.yaml again";
        assertThat(lines())
                .containsExactly(
                        "demo: stage 96210103 \"Sales / Contract\" is gone, and rules use it: call.if.lead.status_id"
                                + " (rules.yaml:6:27)" + remedy,
                        "demo: task type 2743001 \"Visit\" is gone, and rules use it: call.then.create-task.type"
                                + " (rules.yaml:7:36)" + remedy,
                        "demo: custom field 5101 \"Pay date\" is gone, and rules use it: fields.pay_date.name"
                                + " (rules.yaml:2:29)" + remedy,
                        "demo: user 103 \"Vera Lind\" is deactivated, and rules use it:"
                                + " call.then.create-task.responsible (rules.yaml:7:80)" + remedy);
        assertThat(problems()).containsExactly(4L);
    }

    @Test
    void all_else_that_differs_is_one_line_with_new_names() throws Exception {
        sandbox.call("POST", "/_sandbox/users", "{\"name\": \"Ольга\"}");
        sandbox.call("POST", "/_sandbox/users", "{\"id\": 102, \"is_active\": false}");
        sandbox.call("POST", "/_sandbox/stages", "{\"id\": 96210103, \"name\": \"Deal\"}");
        check(null, MIDNIGHT);

        assertThat(lines())
                .containsExactly("demo: the account differs from directory.yaml in 3 more names, which no rule misses:"
                        + " user 105 \"Ольга\" is new; stage 96210103 \"Sales / Contract\" is called \"Sales / Deal\" now;"
                        + " user 102 \"Boris Kim\" is deactivated. Make the file again");
        assertThat(problems()).containsExactly(0L);
    }

    @Test
    void compares_at_the_first_tick_of_a_day_and_not_again() throws Exception {
        sandbox.call("POST", "/_sandbox/users", "{\"id\": 103, \"is_active\": false}");
        check(MIDNIGHT.minusSeconds(60), MIDNIGHT);
        assertThat(lines()).hasSize(1);
        check(MIDNIGHT, MIDNIGHT.plusSeconds(60));
        check(MIDNIGHT.plusSeconds(60), MIDNIGHT.plusSeconds(86_000));
        assertThat(lines()).hasSize(1);
        check(MIDNIGHT.plusSeconds(86_000), MIDNIGHT.plusSeconds(86_400));
        assertThat(lines()).hasSize(2);
    }

    @Test
    void compares_once_a_day_though_the_mark_of_the_account_stands_still() throws Exception {
        sandbox.call("POST", "/_sandbox/users", "{\"id\": 103, \"is_active\": false}");
        var stuck = MIDNIGHT.minusSeconds(60);
        for (int minute = 0; minute < 3; minute++) {
            check(stuck, MIDNIGHT.plusSeconds(60 * minute));
        }
        assertThat(lines()).hasSize(1);
        check(stuck, MIDNIGHT.plusSeconds(86_400));
        assertThat(lines()).hasSize(2);
    }

    @Test
    void a_comparison_that_fails_is_not_made_at_each_tick_though_the_mark_of_the_account_stands_still()
            throws Exception {
        sandbox.call(
                "PUT",
                "/_sandbox/behaviour",
                "{\"faults\": [{\"kind\": \"forbidden-json\", \"path\": \"/api/v4/users\", \"share\": 1}]}");
        var stuck = MIDNIGHT.minusSeconds(60);
        for (int minute = 0; minute < 60; minute++) {
            check(stuck, MIDNIGHT.plusSeconds(60 * minute));
        }
        assertThat(lines()).hasSize(1);
        check(stuck, MIDNIGHT.plusSeconds(3600));
        assertThat(lines()).hasSize(2);
    }

    @Test
    void a_comparison_that_fails_is_made_again_in_an_hour() throws Exception {
        sandbox.call(
                "PUT",
                "/_sandbox/behaviour",
                "{\"faults\": [{\"kind\": \"forbidden-json\", \"path\": \"/api/v4/users\", \"share\": 1}]}");
        check(MIDNIGHT.minusSeconds(60), MIDNIGHT);
        assertThat(lines())
                .singleElement()
                .asString()
                .startsWith("demo: cannot compare the directory with the account: ")
                .endsWith(". It is compared again in an hour");
        sandbox.reset();
        sandbox.call("POST", "/_sandbox/users", "{\"id\": 103, \"is_active\": false}");
        check(MIDNIGHT, MIDNIGHT.plusSeconds(60));
        assertThat(lines()).hasSize(1);
        check(MIDNIGHT.plusSeconds(3540), MIDNIGHT.plusSeconds(3600));
        assertThat(lines()).hasSize(2);
    }

    @Test
    void without_a_directory_nothing_is_compared() throws Exception {
        Files.delete(folder.resolve("directory.yaml"));
        var rules = Files.writeString(folder.resolve("ids.yaml"), """
                rules: [ { name: call, when: lead.added, then: [ { create-task: { text: "Call", due: 15m } } ] } ]
                """);
        new DirectoryMonitor(
                        new RuleBookStore(TestConfig.with(Map.of("followup.rules", "file:" + rules))), crm, metrics)
                .check(session(), state(null), MIDNIGHT);
        assertThat(problems()).isEmpty();
    }

    private void check(@Nullable Instant last, Instant tick) {
        Objects.requireNonNull(monitor).check(session(), state(last), tick);
    }

    private List<String> lines() {
        return log.lines().stream()
                .map(line -> line.strip().replaceFirst("^[A-Z]+ ", ""))
                .toList();
    }

    private List<Long> problems() {
        return metrics.values("demo").getOrDefault(Metric.DIRECTORY_PROBLEMS, List.of());
    }

    private CrmSession session() {
        return sessions.begin(
                accounts.find("demo").orElseThrow(), clock.instant().plus(Duration.ofSeconds(20)));
    }

    private static AccountState state(@Nullable Instant scheduledUntil) {
        return new AccountState(List.of(), true, List.of(), scheduledUntil, null, null, null);
    }
}
