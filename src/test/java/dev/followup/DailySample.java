package dev.followup;

import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/// What a build tries of many things that are alike: every third, and on the next day the next ones. `-Devery=1` tries
/// all of them.
public final class DailySample {

    private static final int EVERY = Integer.getInteger("every", 3);

    private DailySample() {}

    /// Whether nothing is left out.
    public static boolean isWhole() {
        return EVERY == 1;
    }

    /// The things to try today.
    public static <T> Stream<T> of(Stream<T> things) {
        var number = new AtomicLong(LocalDate.now(ZoneOffset.UTC).toEpochDay());
        return things.filter(_ -> number.getAndIncrement() % EVERY == 0);
    }
}
