package dev.followup.crm;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// What a visit counts of its calls.
@QuarkusTest
@TestProfile(FastCrm.class)
class TallyTest extends CrmTest {

    @Inject
    CrmTasks tasks;

    @Test
    void counts_every_attempt_and_which_were_repetitions_or_too_many() {
        crm.answers(429, "{}")
                .answers(503, "<html>")
                .answers(200, "{\"id\": 7}")
                .answers(404, "{}");
        var visit = visit();
        tasks.get(visit, 7);
        tasks.get(visit, 8);
        assertThat(crm.requests()).hasSize(4);
        assertThat(visit.tally().values())
                .containsEntry(Measure.REQUESTS, List.of(4L))
                .containsEntry(Measure.RETRIES, List.of(2L))
                .containsEntry(Measure.TOO_MANY_REQUESTS, List.of(1L))
                .containsKey(Measure.WAITED);
    }

    @Test
    void a_call_that_could_not_leave_is_no_request() {
        var visit = lateVisit();
        tasks.get(visit, 7);
        assertThat(visit.tally().values()).isEmpty();
    }

    @Test
    void loses_nothing_of_many_threads() {
        var tally = new Tally();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            IntStream.range(0, 100)
                    .forEach(i -> threads.execute(() -> {
                        tally.add(Measure.REQUESTS, 2);
                        tally.note(Measure.LAG, i);
                    }));
        }
        assertThat(tally.values().get(Measure.REQUESTS)).containsExactly(200L);
        assertThat(tally.values().get(Measure.LAG)).hasSize(100);
    }

    @Test
    void what_never_happened_does_not_appear_unless_it_is_said_that_it_is_none() {
        var tally = new Tally();
        tally.add(Measure.RETRIES, 0);
        tally.set(Measure.TO_DO, 3);
        tally.set(Measure.TO_DO, 0);
        assertThat(tally.values()).containsOnlyKeys(Measure.TO_DO).containsEntry(Measure.TO_DO, List.of(0L));
    }
}
