package dev.followup.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import dev.followup.explain.Explanation.Refusal;
import dev.followup.inbox.DeadLetter;
import dev.followup.inbox.DeadLetterQueue;
import dev.followup.inbox.InboxUnavailableException;
import dev.followup.inbox.MessageSource;
import dev.followup.lambda.DeadLettersFunction.Letter;
import dev.followup.lambda.DeadLettersFunction.Request;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DeadLettersFunctionTest {

    private List<DeadLetter> letters = List.of();
    private boolean isOpen = true;

    private final DeadLettersFunction function = new DeadLettersFunction(new DeadLetterQueue() {
        @Override
        public List<DeadLetter> list() {
            if (!isOpen) {
                throw new InboxUnavailableException("away", new IllegalStateException());
            }
            return letters;
        }

        @Override
        public List<DeadLetter> sendAgain() {
            return list();
        }
    });

    private static DeadLetter letter(String id, String body) {
        return new DeadLetter(id, "demo", MessageSource.WEBHOOK, "is no form", body, Instant.EPOCH);
    }

    @Test
    void bodies_are_left_out_beyond_what_an_answer_of_lambda_has_room_for() {
        letters = IntStream.range(0, 4)
                .mapToObj(i -> letter("m" + i, "Ё".repeat(500_000)))
                .toList();

        var found = function.deadLetters(new Request(false)).found();

        assertThat(found).extracting(Letter::id).containsExactly("m0", "m1", "m2", "m3");
        assertThat(found).extracting(letter -> letter.body() != null).containsExactly(true, true, false, false);
    }

    @Test
    void what_is_sent_again_is_named_without_bodies() {
        letters = List.of(letter("m1", "leads[add][0][id]=1"));

        var answer = function.deadLetters(new Request(true));

        assertThat(answer.found()).isEmpty();
        assertThat(answer.sent()).singleElement().satisfies(sent -> {
            assertThat(sent.id()).isEqualTo("m1");
            assertThat(sent.reason()).isEqualTo("is no form");
            assertThat(sent.body()).isNull();
        });
    }

    @Test
    void says_that_the_queue_is_away() {
        isOpen = false;
        assertThat(function.deadLetters(new Request(false)).refused())
                .extracting(Refusal::where)
                .containsExactly("queue");
    }
}
