package dev.followup.telemetry;

import dev.followup.config.FollowupConfig;
import dev.followup.crm.session.CrmSession;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Tells CloudWatch what visits came to: one document for each on the standard output, which CloudWatch makes
/// metrics of. Where nothing is deployed nobody would read it: nothing is told.
@ApplicationScoped
public class MetricsPublisher {

    private final @Nullable String function;
    private final Clock clock;
    private final Consumer<String> output;
    private final AtomicBoolean cold = new AtomicBoolean(true);

    @Inject
    public MetricsPublisher(FollowupConfig config, Clock clock) {
        this(config, clock, System.out::println);
    }

    /// @param output takes lines
    MetricsPublisher(FollowupConfig config, Clock clock, Consumer<String> output) {
        this.function = config.deployedAs().orElse(null);
        this.clock = clock;
        this.output = output;
    }

    /// Reports what a session came to. The first one that an instance makes counts its cold start.
    public void report(CrmSession session) {
        if (function == null) {
            return;
        }
        session.metrics().add(Metric.COLD_STARTS, cold.getAndSet(false) ? 1 : 0);
        new EmbeddedMetrics(
                        function,
                        session.account().name(),
                        clock.instant(),
                        session.metrics().values())
                .documents()
                .forEach(output);
    }
}
