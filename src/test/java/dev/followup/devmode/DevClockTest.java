package dev.followup.devmode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.followup.sandbox.Sandbox;
import dev.followup.sandbox.clock.SandboxClock;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// The clock of dev mode over a live reload, which disposes of one and produces another.
class DevClockTest {

    @AfterEach
    void forget() {
        System.clearProperty(DevClock.OFFSET);
    }

    @Test
    void a_live_reload_keeps_the_moved_time() throws Exception {
        var before = new DevClock();
        var moved = before.clock();
        assertThat(moved.offset()).isZero();
        move(moved, "{\"advance\": \"15m\"}");
        before.keepOffset(moved);
        var after = new DevClock().clock();
        assertThat(after.offset()).isEqualTo(moved.offset());
        assertThat(after.instant())
                .isCloseTo(Instant.now().plus(Duration.ofMinutes(15)), within(10, ChronoUnit.SECONDS));
    }

    @Test
    void what_keeps_it_is_no_setting_which_the_start_would_refuse() {
        assertThat(DevClock.OFFSET).doesNotStartWith("followup.").doesNotStartWith("quarkus.");
    }

    private static void move(SandboxClock clock, String body) throws Exception {
        try (var sandbox = Sandbox.start(0, clock);
                var http = HttpClient.newHttpClient()) {
            var address = URI.create(sandbox.address() + "/_sandbox/clock");
            var put = HttpRequest.newBuilder(address).PUT(BodyPublishers.ofString(body));
            assertThat(http.send(put.build(), BodyHandlers.discarding()).statusCode())
                    .isEqualTo(200);
        }
    }
}
