package dev.followup.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/// Each task exists once, whatever fails on the way.
class ChaosIT {

    @Test
    void every_task_exists_once_whatever_fails_on_the_way() throws Exception {
        var settings = ChaosSettings.ofBuild();
        System.out.println(settings);
        try (var run = new ChaosRun(settings)) {
            var report = run.run();
            System.out.println(report);
            Files.writeString(Path.of("target/chaos/report.txt"), report.toString());
            assertThat(report.differences())
                    .as("tasks and dead letters that are missing (negative) or too many, and what is left")
                    .isEmpty();
        }
    }
}
