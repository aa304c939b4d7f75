package dev.followup.ledger;

import static dev.followup.ledger.LedgerSamples.NOON;
import static dev.followup.ledger.WaitSamples.CONTACT;
import static dev.followup.ledger.WaitSamples.LEAD;
import static dev.followup.ledger.WaitSamples.asking;
import static dev.followup.ledger.WaitSamples.at;
import static dev.followup.ledger.WaitSamples.start;
import static dev.followup.ledger.WaitSamples.stop;
import static org.assertj.core.api.Assertions.assertThat;

import dev.followup.TestClock;
import dev.followup.ledger.memory.InMemoryLedger;
import dev.followup.task.Wait;
import dev.followup.task.WaitRequest;
import dev.followup.task.WaitRequest.IfAgain;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class WaitRegisterTest {

    @ParameterizedTest
    @EnumSource(names = {"IGNORE", "RESTART"})
    void what_waits_does_not_depend_on_the_order_of_arrival(IfAgain ifAgain) {
        var random = new Random(17);
        for (int round = 0; round < 3000; round++) {
            var story = story(random, ifAgain);
            var arrival = new ArrayList<>(story);
            Collections.shuffle(arrival, random);
            assertThat(waitingAfter(arrival))
                    .as("%s as it arrived, %s as it happened", arrival, story)
                    .isEqualTo(expected(story, ifAgain))
                    .isEqualTo(waitingAfter(story));
        }
    }

    /// Starts and stops of a lead, one a second, as they happen. Some stops come by the lead's contact.
    private static List<WaitRequest> story(Random random, IfAgain ifAgain) {
        return IntStream.range(0, 1 + random.nextInt(8))
                .<WaitRequest>mapToObj(second -> switch (random.nextInt(5)) {
                    case 0 -> stop("e" + second, second, LEAD);
                    case 1 -> stop("e" + second, second, CONTACT);
                    default -> start("e" + second, second, ifAgain, LEAD, CONTACT);
                })
                .toList();
    }

    /// The first, or the last, start after the last stop.
    private static List<String> expected(List<WaitRequest> story, IfAgain ifAgain) {
        var starts = new ArrayList<String>();
        for (var request : story) {
            if (request instanceof WaitRequest.Start) {
                starts.add(request.event() + "|call|0");
            } else {
                starts.clear();
            }
        }
        return starts.isEmpty() ? List.of() : List.of(ifAgain == IfAgain.IGNORE ? starts.getFirst() : starts.getLast());
    }

    private static List<String> waitingAfter(List<WaitRequest> arrival) {
        var ledger = new TestLedger(new InMemoryLedger(new TestClock(NOON)));
        arrival.forEach(request -> ledger.write("demo", asking(request)));
        return ledger.own("demo").dueWaits(at(10_000), 100).stream()
                .map(Wait::key)
                .toList();
    }
}
