package dev.followup.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.followup.TestClock;
import dev.followup.sandbox.TestClient.Answer;
import dev.followup.sandbox.clock.SandboxClock;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/// A sandbox without limits, on a clock of the test's own, and a client for it.
abstract class SandboxTest {

    final TestClock clock = new TestClock();
    final Sandbox sandbox = Sandbox.start(0, new SandboxClock(clock));
    final TestClient crm = new TestClient(sandbox.address());

    @BeforeEach
    void lift_the_limit() {
        assertThat(crm.behave("{\"requestsPerSecond\":0}").status()).isEqualTo(200);
    }

    @AfterEach
    void close() {
        crm.close();
        sandbox.close();
    }

    /// The ids on a page of a list; none for a 204.
    static List<Long> ids(Answer answer, String plural) {
        if (answer.status() == 204) {
            return List.of();
        }
        return StreamSupport.stream(answer.at("/_embedded/" + plural).spliterator(), false)
                .map(item -> item.path("id").asLong())
                .toList();
    }
}
