package dev.followup.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.TreeSet;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Dates and walks in worlds of their own, against a model of their own.
class DatedWorldTest {

    /// More by `-Dsimulation.dates=500`.
    private static final int SEEDS = Integer.getInteger("simulation.dates", 1);

    private static final Logger LOGGER = Logger.getLogger("dev.followup");

    /// A world has thousands of log lines, and a stack trace for each invocation that is killed.
    @BeforeEach
    void quiet() {
        LOGGER.setLevel(Level.OFF);
    }

    @AfterEach
    void loud() {
        LOGGER.setLevel(null);
    }

    @Test
    void each_meeting_has_one_task_in_time_and_each_old_lead_one_a_day() throws InterruptedException {
        var reached = new TreeSet<String>();
        var failures = new ArrayList<String>();
        for (long seed = 1; seed <= SEEDS; seed++) {
            for (var violation : new DatedWorld(seed, Duration.ofDays(9), _ -> false, reached).run()) {
                failures.add("seed %d: %s".formatted(seed, violation));
            }
        }
        assertThat(failures).isEmpty();
        assertThat(reached)
                .containsExactlyInAnyOrder(
                        "a call to the table is lost",
                        "an answer of the table is lost",
                        "changed while a walk is under way",
                        "due before the first walk",
                        "found by a later walk",
                        "found by a walk",
                        "found in time",
                        "found late",
                        "killed",
                        "messages came again",
                        "reported by a webhook",
                        "the CRM is away");
    }

    /// A world in which the table forgets what it is to keep does something that the model notices.
    ///
    /// @param forgotten of the items' keys
    @ParameterizedTest
    @ValueSource(strings = {".* WALK#.*", "W#.*"})
    void a_ledger_that_forgets_is_noticed(String forgotten) throws InterruptedException {
        var violations = new DatedWorld(1, Duration.ofHours(3), key -> key.matches(forgotten), new TreeSet<>()).run();
        assertThat(violations).isNotEmpty();
    }
}
