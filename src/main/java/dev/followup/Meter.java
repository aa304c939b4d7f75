package dev.followup;

import dev.followup.config.FollowupConfig;
import dev.followup.crm.Measure;
import dev.followup.crm.Visit;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Tells CloudWatch what visits came to: one document for each on the standard output, which CloudWatch makes
/// metrics of. Where nothing is deployed nobody would read it: nothing is told.
@ApplicationScoped
class Meter {

    private final @Nullable String function;
    private final Clock clock;
    private final Consumer<String> output;
    private final AtomicBoolean cold = new AtomicBoolean(true);

    @Inject
    Meter(FollowupConfig config, Clock clock) {
        this(config, clock, System.out::println);
    }

    /// @param output takes lines
    Meter(FollowupConfig config, Clock clock, Consumer<String> output) {
        this.function = config.deployedAs().orElse(null);
        this.clock = clock;
        this.output = output;
    }

    /// Tells what a visit came to. The first one that an instance makes counts its cold start.
    void tell(Visit visit) {
        if (function == null) {
            return;
        }
        visit.tally().add(Measure.COLD_STARTS, cold.getAndSet(false) ? 1 : 0);
        new Figures(
                        function,
                        visit.account().name(),
                        clock.instant(),
                        visit.tally().values())
                .documents()
                .forEach(output);
    }
}
