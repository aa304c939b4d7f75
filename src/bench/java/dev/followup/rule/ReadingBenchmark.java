package dev.followup.rule;

import dev.followup.webhook.Reading;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/// From the body of a hook to an event.
@State(Scope.Benchmark)
public class ReadingBenchmark {

    private final Hook hook = Hook.ofLead(MadeUpBook.FIRING);

    @Benchmark
    public Reading followup() {
        return hook.read();
    }
}
