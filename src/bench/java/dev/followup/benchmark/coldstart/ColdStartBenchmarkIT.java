package dev.followup.benchmark.coldstart;

import static org.assertj.core.api.Assertions.assertThat;

import dev.followup.benchmark.ResultTable;
import dev.followup.benchmark.ResultTable.Measure;
import dev.followup.benchmark.coldstart.ProcessMeasurement.Batch;
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
/// turns, each time in a JVM of its own: with the first compiler only, as Lambda starts it cold, and with all
/// compilers, prepared for a snapshot, in which their first batch follows in the same process. Times depend on the
/// machine and are reported, not asserted; trips and write units are counted. It fails if a task is missing.
class ColdStartBenchmarkIT {

    private static final Path FOLDER = Path.of("target/bench");

    /// How many of the contenders can be restored from a snapshot: all but the one with an AOT cache, which needs an
    /// image.
    private static final int SNAPSHOTS = 3;

    private static final String NOTE = """

            The others write once that a task was made, send it, and forget it. They keep no event and no command: a
            webhook that comes twice fails its batch, an answer that is lost makes a task twice or never, an account
            that is blocked is called again, and nobody can ask why a task exists.
            """;

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
                    addCold(table, contender, ProcessMeasurement.cold(contender, setup, log));
                }
                for (var contender : contenders.subList(0, SNAPSHOTS)) {
                    addPrimed(
                            table,
                            contender.name(),
                            "first compiler, after a snapshot",
                            ProcessMeasurement.primed(contender, setup, log));
                    addPrimed(
                            table,
                            contender.name(),
                            "all compilers, after a snapshot",
                            ProcessMeasurement.primed(contender.withAllCompilers(), setup, log));
                }
            }
            for (var contender : contenders.subList(0, SNAPSHOTS)) {
                addCounts(table, contender.name(), CallCounts.of(contender, setup, log));
            }
            System.out.println(table + NOTE);
            Files.writeString(FOLDER.resolve("cold-start.txt"), table + NOTE);
        }
    }

    private static void addCold(ResultTable table, Contender contender, ProcessMeasurement process)
            throws IOException {
        var name = contender.name();
        table.add(Measure.median("cold total ms"), name, process.first().millis());
        table.add(Measure.median("of it processor ms"), name, process.processor());
        addWarm(table, name, "first compiler", process);
        table.add(Measure.median("classes"), name, process.classes());
        table.add(Measure.median("peak memory MB"), name, process.megabytes());
        table.add(Measure.median("zip MB"), name, contender.megabytes());
    }

    private static void addPrimed(ResultTable table, String name, String compilers, ProcessMeasurement process) {
        table.add(Measure.median("processor ms before, " + compilers), name, process.processor());
        table.add(Measure.median("first batch ms, " + compilers), name, process.first().millis());
        table.add(Measure.median("of it own ms, " + compilers), name, process.first().own());
        table.add(
                Measure.median("of it processor ms, first, " + compilers), name, process.first().processor());
        addWarm(table, name, compilers, process);
        var warm = process.warm().stream().map(Batch::own).sorted().toList();
        table.add(
                Measure.median("first / warm, own, " + compilers),
                name,
                process.first().own() / warm.get(warm.size() / 2));
        table.add(
                Measure.median("first / warm, processor, " + compilers),
                name,
                process.first().processor() / process.warmProcessor());
    }

    private static void addWarm(ResultTable table, String name, String compilers, ProcessMeasurement process) {
        var millis = process.warm().stream().map(Batch::millis).toList();
        table.add(Measure.median("warm p50 ms, " + compilers), name, millis);
        table.add(new Measure("warm p99 ms, " + compilers, 0.99), name, millis);
        table.add(
                Measure.median("of it own p50 ms, " + compilers),
                name,
                process.warm().stream().map(Batch::own).toList());
        table.add(Measure.median("of it processor ms, " + compilers), name, process.warmProcessor());
    }

    private static void addCounts(ResultTable table, String name, CallCounts counts) {
        table.add(Measure.median("trips to the table"), name, counts.trips());
        table.add(Measure.median("write units"), name, counts.writeUnits());
        table.add(Measure.median("requests to the CRM"), name, counts.requests());
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
