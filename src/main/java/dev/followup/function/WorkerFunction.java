package dev.followup.function;

import dev.followup.Automation;
import dev.followup.config.FollowupConfig;
import dev.followup.lane.BatchReply;
import io.quarkus.funqy.Funq;
import java.time.Clock;
import org.jboss.logging.Logger;

/// The worker: a batch of the lanes' queue in, out which of its messages must come again.
public class WorkerFunction {

    private static final Logger LOG = Logger.getLogger(WorkerFunction.class);

    private final Automation automation;
    private final FollowupConfig config;
    private final Clock clock;

    WorkerFunction(Automation automation, FollowupConfig config, Clock clock) {
        this.automation = automation;
        this.config = config;
        this.clock = clock;
    }

    /// Works on a batch.
    @Funq("worker")
    public BatchReply onBatch(SqsEvent event) {
        var batch = event.batch();
        try {
            return automation.react(batch, clock.instant().plus(config.batchTime()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            LOG.warn("stopped while at work: the whole batch comes again", e);
            return BatchReply.again(batch.messages());
        }
    }
}
