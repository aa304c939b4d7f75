package dev.followup.crm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.followup.account.Account;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CrmBackoffTest {

    private final FakeTicker ticker = new FakeTicker();
    private final Visit visit = new Visit(
            new Account("demo", URI.create("https://demo.amocrm.ru")), new Pacer(1000, ticker), Duration.ofSeconds(60));
    private final CrmBackoff backoff = new CrmBackoff();

    @BeforeEach
    void begin() {
        backoff.init(500);
    }

    @Test
    void doubles_with_jitter_up_to_a_bound() {
        var delays = LongStream.generate(() -> delayAfter(new IOException("cut")))
                .limit(9)
                .toArray();

        for (int i = 0; i < delays.length; i++) {
            var most = 500L << Math.min(i, 6);
            assertThat(delays[i]).isBetween(most / 2, most);
        }
    }

    @Test
    void leaves_the_waiting_to_the_pacer_where_the_crm_told_how_long() {
        assertThat(delayAfter(new CrmException.TooManyRequests("429", Duration.ofSeconds(30))))
                .isZero();
    }

    @Test
    void makes_the_whole_account_wait_where_the_crm_did_not_tell() throws InterruptedException {
        assertThat(delayAfter(new CrmException.TooManyRequests("429", null))).isZero();

        visit.awaitTurn("GET /api/v4/tasks");

        assertThat(ticker.slept().getFirst()).isBetween(Duration.ofMillis(250), Duration.ofMillis(500));
    }

    @Test
    void lets_the_failure_stand_where_the_wait_would_go_past_the_deadline() {
        ticker.pass(Duration.ofMillis(59_800));

        assertThatThrownBy(() -> delayAfter(new IOException("cut"))).isInstanceOf(CrmException.Broken.class);
        assertThat(ticker.slept()).isEmpty();
    }

    private long delayAfter(Throwable failure) {
        return ScopedValue.where(Call.CURRENT, new Call(visit)).call(() -> backoff.nextDelayInMillis(failure));
    }
}
