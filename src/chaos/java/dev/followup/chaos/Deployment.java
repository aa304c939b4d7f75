package dev.followup.chaos;

import static org.awaitility.Awaitility.await;

import dev.followup.rule.SandboxRules;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.awaitility.core.ConditionTimeoutException;

/// A deployment: the cloud, the ticks, and the function in several instances, for some accounts.
final class Deployment implements AutoCloseable {

    private static final Path FOLDER = Path.of("target/chaos");

    private static final Duration CIRCUIT_CHECK = Duration.ofSeconds(1);

    private final LocalCloud cloud;
    private final MessagePublisher publisher;
    private final List<SandboxAccount> crms;
    private final Path log;
    private final Standstills standstills = new Standstills();
    private final List<EventSourceMapping> mappings = new ArrayList<>();
    private final List<Future<?>> work = new ArrayList<>();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Future<?> clock;

    /// Starts a deployment.
    ///
    /// @param forgetful the share of batches that are received again though they are done
    Deployment(List<SandboxAccount> crms, ChaosTimeouts times, int instances, double forgetful) throws IOException {
        this.crms = List.copyOf(crms);
        Files.createDirectories(FOLDER);
        log = Files.createTempFile(FOLDER, "workers-", ".log");
        cloud = new LocalCloud(times.visibility());
        publisher = new MessagePublisher(cloud);
        var function = function(times);
        var random = new Random(instances);
        for (int i = 0; i < instances; i++) {
            var mapping = new EventSourceMapping(
                    cloud, standstills, () -> new LambdaInstance(function, times.function(), log), forgetful, random.nextLong());
            mappings.add(mapping);
            work.add(threads.submit(mapping));
        }
        clock = threads.submit(() -> publisher.ticks(times.tick()));
        threads.execute(this::closeCircuits);
    }

    /// Closes every open circuit each second, as a person could. The worker itself would wait for minutes.
    private void closeCircuits() {
        try {
            while (true) {
                Thread.sleep(CIRCUIT_CHECK);
                crms.forEach(crm -> cloud.ledger().closeCircuit(crm.account()));
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt(); // the run is over
        }
    }

    LocalCloud cloud() {
        return cloud;
    }

    MessagePublisher publisher() {
        return publisher;
    }

    List<EventSourceMapping> mappings() {
        return mappings;
    }

    Standstills standstills() {
        return standstills;
    }

    /// The workers' log so far.
    List<String> log() throws IOException {
        return Files.readAllLines(log);
    }

    /// The number of pending commands and deferred events.
    int open() {
        return crms.stream()
                .map(crm -> cloud.ledger().state(crm.account()))
                .mapToInt(state -> state.pendingCommands().size() + state.deferredEvents().size())
                .sum();
    }

    /// Waits until everything is done, or for some minutes, and stops the deployment. What is left is in the
    /// report.
    void end() throws InterruptedException, ExecutionException {
        awaitEmpty(() -> open() == 0);
        clock.cancel(true);
        awaitEmpty(() -> cloud.messages(cloud.inbox) == 0 && open() == 0);
        mappings.forEach(EventSourceMapping::end);
        for (var one : work) {
            one.get();
        }
    }

    private static void awaitEmpty(Callable<Boolean> isEmpty) {
        try {
            await().atMost(Duration.ofMinutes(3)).pollInterval(Duration.ofMillis(200)).until(isEmpty);
        } catch (ConditionTimeoutException late) {
            System.out.println("Not everything was done in time: " + late.getMessage());
        }
    }

    private PackagedFunction function(ChaosTimeouts times) throws IOException {
        var accounts = FOLDER.resolve("accounts.yaml").toAbsolutePath();
        Files.write(
                accounts,
                crms.stream()
                        .map(crm -> "- {name: " + crm.account() + ", host: \"" + crm.address() + "\"}")
                        .toList());
        var environment = new HashMap<>(cloud.environment());
        environment.putAll(times.environment());
        environment.putAll(Map.of(
                "QUARKUS_LOG_CONSOLE_JSON_ENABLED", "false",
                "FOLLOWUP_ACCOUNTS", "file:" + accounts,
                "FOLLOWUP_RULES", SandboxRules.location(),
                "FOLLOWUP_CRM_LOOPBACK", "true",
                "CRM_TOKEN", "sandbox"));
        return PackagedFunction.unpacked("worker", FOLDER, environment);
    }

    @Override
    public void close() {
        mappings.forEach(EventSourceMapping::close);
        threads.shutdownNow();
        cloud.close();
    }
}
