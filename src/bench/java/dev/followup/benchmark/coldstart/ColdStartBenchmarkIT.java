package dev.followup.benchmark.coldstart;

import static org.assertj.core.api.Assertions.assertThat;

import dev.followup.benchmark.ResultTable;
import dev.followup.benchmark.ResultTable.Measure;
import dev.followup.chaos.FunctionTemplate;
import dev.followup.chaos.PackagedFunction;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// The packed function compared with what one would have built otherwise: a plain handler with the AWS SDK, and
/// Spring Cloud Function. All get the same batches of nine webhooks, and add nine tasks for each; they take
/// turns, each time in a JVM of its own. Times depend on the machine and are reported, not asserted. It fails
/// if a task is missing.
class ColdStartBenchmarkIT {

    private static final Path FOLDER = Path.of("target/bench");

    @Test
    void reports_how_long_starts_and_batches_take() throws Exception {
        Files.createDirectories(FOLDER);
        var log = Files.createTempFile(FOLDER, "functions-", ".log");
        try (var setup = new BenchmarkEnvironment()) {
            var followup = followup(setup);
            var contenders = List.of(plain(setup), spring(setup), followup, AotCache.of(followup, setup, log));
            var table = new ResultTable(contenders.getFirst().name());
            for (int round = 0; round < Integer.getInteger("bench.rounds"); round++) {
                for (var contender : contenders) {
                    add(table, contender, ProcessMeasurement.of(contender, setup, log));
                }
            }
            System.out.println(table);
            Files.writeString(FOLDER.resolve("cold-start.txt"), table.toString());
        }
    }

    private static void add(ResultTable table, Contender contender, ProcessMeasurement process) throws IOException {
        var name = contender.name();
        table.add(Measure.median("cold total ms"), name, process.cold());
        table.add(Measure.median("of it processor ms"), name, process.processor());
        table.add(Measure.median("warm p50 ms"), name, process.warm());
        table.add(new Measure("warm p99 ms", 0.99), name, process.warm());
        table.add(Measure.median("of it own p50 ms"), name, process.own());
        table.add(Measure.median("peak memory MB"), name, process.megabytes());
        table.add(Measure.median("zip MB"), name, contender.megabytes());
    }

    private static Contender followup(BenchmarkEnvironment setup) throws IOException {
        var environment = new HashMap<>(setup.environment());
        environment.putAll(Map.of(
                "QUARKUS_FUNQY_EXPORT", "worker",
                "CRM_HOST", setup.crm().toString(),
                "FOLLOWUP_CRM_ACCOUNT", "demo",
                "FOLLOWUP_CRM_LOOPBACK", "true",
                // The others do not keep the CRM's limit.
                "FOLLOWUP_CRM_REQUESTS_PER_SECOND", "1000"));
        return Contender.unpacked(
                "followup", PackagedFunction.ZIP, FOLDER.resolve("followup"), FunctionTemplate.of("worker").handler(), environment);
    }

    private static Contender plain(BenchmarkEnvironment setup) throws IOException, InterruptedException {
        return built("plain-java", "plain.Handler", setup);
    }

    private static Contender spring(BenchmarkEnvironment setup) throws IOException, InterruptedException {
        return built("spring", "org.springframework.cloud.function.adapter.aws.FunctionInvoker", setup);
    }

    private static Contender built(String name, String handler, BenchmarkEnvironment setup) throws IOException, InterruptedException {
        var project = Path.of("src/bench", name);
        var maven = new ProcessBuilder("./mvnw", "-q", "-B", "-ntp", "-f", project + "/pom.xml", "clean", "package")
                .inheritIO()
                .start();
        assertThat(maven.waitFor()).as("the build of " + name).isZero();
        var environment = new HashMap<>(setup.environment());
        environment.putAll(Map.of(
                "CRM", setup.crm().toString(), "TABLE", environment.get("FOLLOWUP_TABLE"), "MAIN_CLASS", "spring.Application"));
        return Contender.unpacked(
                name, project.resolve("target/function.zip"), FOLDER.resolve(name), handler, environment);
    }
}
