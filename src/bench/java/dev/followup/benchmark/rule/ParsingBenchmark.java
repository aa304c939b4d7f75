package dev.followup.benchmark.rule;

import dev.followup.webhook.WebhookContent;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/// The parsing of a webhook's body to an event.
@State(Scope.Benchmark)
public class ParsingBenchmark {

    private final SampleWebhook webhook = SampleWebhook.ofLead(SyntheticRuleBook.FIRING);

    @Benchmark
    public WebhookContent followup() {
        return webhook.read();
    }
}
