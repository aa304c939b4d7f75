package dev.followup.inbox;

import java.time.Duration;

/// How long a message that was not completed stays hidden until the queue delivers it again: 2 s at first, then
/// twice as long each time, up to 30 s within the first hour and up to 15 minutes after it. A fault that passes
/// costs seconds, and one that lasts for a day does not use up the queue's `maxReceiveCount`.
final class RedeliveryDelay {

    private static final Duration SHORTEST = Duration.ofSeconds(2);
    private static final Duration LONGEST_AT_FIRST = Duration.ofSeconds(30);
    private static final Duration LONGEST = Duration.ofMinutes(15);

    /// The deliveries whose delays add up to one hour.
    private static final int DELIVERIES_OF_FIRST_HOUR = 123;

    private RedeliveryDelay() {}

    /// The delay of a message that was delivered so often.
    ///
    /// @param receiveCount from 1
    static Duration after(int receiveCount) {
        return receiveCount <= DELIVERIES_OF_FIRST_HOUR
                ? doubled(SHORTEST, receiveCount, LONGEST_AT_FIRST)
                : doubled(LONGEST_AT_FIRST, receiveCount - DELIVERIES_OF_FIRST_HOUR + 1, LONGEST);
    }

    private static Duration doubled(Duration first, int count, Duration longest) {
        var delay = first;
        for (int i = 1; i < count && delay.compareTo(longest) < 0; i++) {
            delay = delay.multipliedBy(2);
        }
        return delay.compareTo(longest) < 0 ? delay : longest;
    }
}
