package dev.followup.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.followup.TestClock;
import dev.followup.config.TestConfig;
import dev.followup.crm.CrmFixture;
import dev.followup.devmode.SandboxCalls;
import dev.followup.inbox.InboxMessage;
import dev.followup.inbox.MessageBatch;
import dev.followup.inbox.MessageSource;
import dev.followup.inbox.RecordingInbox;
import dev.followup.inbox.Tick;
import dev.followup.ledger.TestLedger;
import dev.followup.ledger.memory.InMemoryLedger;
import dev.followup.rule.store.RuleBookStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/// A test of a worker over time: webhooks and ticks in, tasks of the sandbox out.
public abstract class TimedWorkerTest {

    /// More than an invocation needs on a busy machine.
    private static final Duration LONG_ENOUGH = Duration.ofMinutes(2);

    @RegisterExtension
    final CrmFixture fixture = new CrmFixture();

    protected final WorkerFixture workers = fixture.workers();
    protected final Clock clock = fixture.clock();

    @TempDir
    protected Path folder;

    protected final SandboxCalls sandbox = fixture.sandbox();
    protected TestLedger ledger;
    protected TestClock now;

    /// When the test began, in whole seconds.
    protected Instant start;

    private @Nullable BatchProcessor processor;
    private int webhooks;

    @BeforeEach
    void beginAnew() throws Exception {
        sandbox.reset();
        sandbox.call("PUT", "/_sandbox/behaviour", "{\"requestsPerSecond\": 0}");
        now = new TestClock(clock.instant());
        ledger = new TestLedger(new InMemoryLedger(now));
        start = Instant.ofEpochSecond(clock.instant().getEpochSecond());
    }

    /// From now on these rules decide.
    protected void rules(String book) throws Exception {
        rules(book, false);
    }

    /// From now on these rules decide.
    ///
    /// @param recovers whether events are recovered that no webhook reports
    protected void rules(String book, boolean recovers) throws Exception {
        rules(
                book,
                Map.of(
                        "followup.recover-missed-events",
                        String.valueOf(recovers),
                        "followup.crm.requests-per-second",
                        "1000"));
    }

    /// From now on these rules decide, and it is looked after the webhook.
    protected void watchedRules(String book) throws Exception {
        rules(
                book,
                Map.of(
                        "followup.recover-missed-events",
                        "false",
                        "followup.crm.requests-per-second",
                        "1000",
                        "followup.webhook-base-url",
                        fixture.webhookBaseUrl()));
    }

    private void rules(String book, Map<String, String> settings) throws Exception {
        var file = folder.resolve("rules.yaml");
        Files.writeString(file, book);
        var all = new HashMap<>(settings);
        all.put("followup.rules", "file:" + file);
        var config = TestConfig.with(all);
        processor = workers.processor(new RuleBookStore(config), ledger, new RecordingInbox(), config);
    }

    /// Subscribes the webhook that is looked after.
    protected void subscribe(String... keys) throws Exception {
        sandbox.call(
                "POST",
                "/api/v4/webhooks",
                "{\"destination\": \"%s\", \"settings\": [\"%s\"]}"
                        .formatted(fixture.webhookBaseUrl() + "TopSecret123/demo", String.join("\", \"", keys)));
    }

    protected Instant hours(long hours) {
        return start.plus(Duration.ofHours(hours));
    }

    /// Adds something to the sandbox.
    ///
    /// @param fields of its JSON
    /// @return its id
    protected long add(String entities, String fields) throws Exception {
        return sandbox.call("POST", "/api/v4/" + entities, "[{%s}]".formatted(fields))
                .at("/_embedded/" + entities + "/0/id")
                .asLong();
    }

    protected InboxMessage webhook(String body, Instant sentAt) {
        return new InboxMessage("webhook " + ++webhooks, "demo", body, sentAt);
    }

    /// A tick, to which the ledger's clock is set.
    ///
    /// @param at how long after the begin, such as `90m`
    protected InboxMessage tickAt(String at) {
        return tickAt(start.plus(Duration.parse("PT" + at)));
    }

    private InboxMessage tickAt(Instant time) {
        now.set(time);
        return new InboxMessage("tick of " + time, "demo", new Tick(time).body(), time).from(MessageSource.CLOCK);
    }

    protected void tick(String at) throws Exception {
        react(tickAt(at));
    }

    protected void tick(Instant time) throws Exception {
        react(tickAt(time));
    }

    protected void react(InboxMessage... messages) throws InterruptedException {
        assertThat(Objects.requireNonNull(processor, "no rules yet")
                        .process(
                                new MessageBatch(List.of(messages)),
                                clock.instant().plus(LONG_ENOUGH))
                        .batchItemFailures())
                .isEmpty();
    }

    /// The texts of all tasks in the sandbox.
    protected List<String> texts() throws Exception {
        return sandbox.tasks().stream().map(task -> task.path("text").asText()).toList();
    }
}
