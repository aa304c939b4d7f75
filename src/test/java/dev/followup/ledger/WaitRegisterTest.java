package dev.followup.ledger;

import static dev.followup.ledger.LedgerSamples.NOON;
import static dev.followup.ledger.LedgerSamples.draft;
import static dev.followup.ledger.WaitSamples.CONTACT;
import static dev.followup.ledger.WaitSamples.LEAD;
import static dev.followup.ledger.WaitSamples.RULE;
import static dev.followup.ledger.WaitSamples.asking;
import static dev.followup.ledger.WaitSamples.at;
import static dev.followup.ledger.WaitSamples.ending;
import static dev.followup.ledger.WaitSamples.key;
import static dev.followup.ledger.WaitSamples.start;
import static dev.followup.ledger.WaitSamples.stop;
import static dev.followup.ledger.WaitSamples.waiting;
import static dev.followup.ledger.WaitSamples.waits;
import static org.assertj.core.api.Assertions.assertThat;

import dev.followup.TestClock;
import dev.followup.ledger.memory.InMemoryLedger;
import dev.followup.task.CloseGuard;
import dev.followup.task.DraftCommand;
import dev.followup.task.Wait;
import dev.followup.task.WaitEnd;
import dev.followup.task.WaitRequest;
import dev.followup.task.WaitRequest.IfAgain;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
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

    @Test
    void the_markers_of_all_subjects_of_a_request_are_read_before_it_is_written() {
        assertThat(WaitRegister.requiredMarkers(asking(start("a", 0, IfAgain.IGNORE, LEAD, CONTACT))))
                .containsExactlyInAnyOrder(key(LEAD), key(CONTACT));
    }

    @Test
    void the_markers_of_a_command_are_read_if_a_later_event_closes_its_task() {
        assertThat(WaitRegister.requiredMarkers(PlannedWork.of(List.of(closable("a"), draft("b")))))
                .containsExactlyInAnyOrder(key(LEAD), key(CONTACT));
    }

    @Test
    void the_markers_of_what_has_waited_are_read_if_its_end_changes_them() {
        var wait = waits(start("a", 0)).getFirst();
        assertThat(WaitRegister.requiredMarkers(ending(WaitEnd.dropped(wait)))).isEmpty();
        assertThat(WaitRegister.requiredMarkers(ending(WaitEnd.fired(wait, draft("a")))))
                .isEmpty();
        assertThat(WaitRegister.requiredMarkers(ending(WaitEnd.fired(wait, closable("a")))))
                .containsExactlyInAnyOrder(key(LEAD), key(CONTACT));
        assertThat(WaitRegister.requiredMarkers(ending(WaitEnd.postponed(wait, at(900)))))
                .containsExactly(key(LEAD));
    }

    private static DraftCommand closable(String event) {
        return draft(event).closable(new CloseGuard(LEAD, Set.of(LEAD, CONTACT), NOON));
    }

    @Test
    void an_event_of_which_more_work_follows_is_not_complete() {
        var commands = LedgerSamples.noCommands();
        var register = new WaitRegister(commands, new TestWaits().marker(LEAD), NOON);
        register.add(asking(start("a", 0, IfAgain.ADD, LEAD), start("b", 10, IfAgain.ADD, LEAD)), Set.of("b"));
        assertThat(commands.isComplete("a")).isTrue();
        assertThat(commands.isComplete("b")).isFalse();
    }

    @Test
    void what_was_not_read_is_missing_or_is_changed_without_being_read() {
        var first = start("a", 0, IfAgain.IGNORE, LEAD, CONTACT);
        var held = waiting(start("b", 20)).held(true);
        var register =
                new WaitRegister(LedgerSamples.noCommands(), new TestWaits().marker(LEAD, waiting(first), held), NOON);
        register.add(asking(stop("s", 10, LEAD)), Set.of());
        assertThat(register.missing()).containsExactlyElementsOf(held.keys(RULE));
        assertThat(register.changedElsewhere()).isEqualTo(Map.of(key(CONTACT), Map.of("a", Optional.empty())));
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
