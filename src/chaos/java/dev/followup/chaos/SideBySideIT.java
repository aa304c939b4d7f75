package dev.followup.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The same tasks through the function and through the npm client `amocrm-js`, as its users call it. Needs Node, and
/// `npm install` in `src/bench/amocrm-js`.
class SideBySideIT {

    private static final int TASKS = 1_000;
    private static final Path SCRIPT = Path.of("src/bench/amocrm-js");

    @ParameterizedTest
    @ValueSource(doubles = {0, 0.05})
    void compares_what_becomes_of_a_thousand_tasks(double share) throws Exception {
        System.out.printf("%d tasks, 80 ms away, each fault with %.0f %% of the calls%n", TASKS, 100 * share);
        try (var crm = disturbed(share);
                var fleet = new Fleet(List.of(crm), Times.OF_CALM, 1, 0)) {
            var begin = Instant.now();
            Additions.of(TASKS).forEach(hook -> fleet.post().hook(crm.account(), hook));
            Wait.until(() -> crm.stats().at("/tasks/total").asInt() >= TASKS, Wait.LONG);
            fleet.end();
            assertThat(row("Followup", crm, begin)).isEqualTo(TASKS);
        }
        for (var way : List.of("one-by-one", "repeating", "at-once")) {
            try (var crm = disturbed(share)) {
                var begin = Instant.now();
                script(crm, way);
                row("amocrm-js, " + way, crm, begin);
            }
        }
    }

    private static Crm disturbed(double share) {
        var crm = new Crm("north");
        crm.behave("{\"latencyMs\": 80, \"seed\": 1, \"faults\": " + Scene.faults(share) + "}");
        return crm;
    }

    private static void script(Crm crm, String way) throws IOException, InterruptedException {
        var status = new ProcessBuilder("node", "tasks.cjs", crm.address().toString(), Integer.toString(TASKS), way)
                .directory(SCRIPT.toFile())
                .redirectErrorStream(true)
                .redirectOutput(Path.of("target/chaos/amocrm-js.log").toAbsolutePath().toFile())
                .start()
                .waitFor();
        assertThat(status).as("node's status; its log is target/chaos/amocrm-js.log").isZero();
    }

    /// Prints a line of the table.
    ///
    /// @return how many different tasks there are
    private static int row(String who, Crm crm, Instant begin) throws InterruptedException {
        var seconds = Duration.between(begin, Instant.now()).toMillis() / 1_000.0;
        var stats = crm.stats();
        crm.behave("{\"faults\": [], \"latencyMs\": 0, \"requestsPerSecond\": 0, \"blockSeconds\": 1}");
        Wait.aSecond();
        var tasks = crm.tasks();
        var different = new HashSet<String>();
        tasks.forEach(task -> different.add(task.path("text").asText()));
        System.out.printf(
                "%-24s %6.1f s, %4d requests, %3d rejected, at most %2d in any second, %3d lost, %3d doubled%n",
                who,
                seconds,
                requests(stats),
                stats.path("rejections").asInt(),
                stats.path("peakPerSecond").asInt(),
                TASKS - different.size(),
                tasks.size() - different.size());
        return different.size();
    }

    private static int requests(JsonNode stats) {
        return StreamSupport.stream(stats.path("requests").spliterator(), false)
                .flatMap(method -> StreamSupport.stream(method.spliterator(), false))
                .mapToInt(JsonNode::asInt)
                .sum();
    }
}
