package dev.followup.lambda;

import com.amazonaws.services.lambda.runtime.Context;
import dev.followup.config.FollowupConfig;
import dev.followup.inbox.BatchResponse;
import dev.followup.worker.BatchProcessor;
import io.quarkus.funqy.Funq;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jboss.logging.Logger;
import org.jboss.logging.MDC;

/// The worker: a batch of the lanes' queue in, out which of its messages must come again. The log names the
/// invocation by Lambda's id of it as `requestId`, on each of its lines.
public class WorkerFunction {

    private static final Logger LOG = Logger.getLogger(WorkerFunction.class);

    /// How long calls may leave where no Lambda ends the invocation: on a laptop.
    private static final Duration WITHOUT_LAMBDA = Duration.ofSeconds(100);

    /// For noting how the last call ended, which takes some tens of milliseconds. If that is not enough, its
    /// orders count as sent without an answer.
    private static final Duration NOTING = Duration.ofSeconds(2);

    private static final String REQUEST_ID = "requestId";

    private final BatchProcessor processor;
    private final Duration reserve;
    private final Clock clock;

    WorkerFunction(BatchProcessor processor, FollowupConfig config, Clock clock) {
        this.processor = processor;
        this.reserve = reserve(config.crm());
        this.clock = clock;
    }

    /// How long before Lambda's end no call leaves any more: one that has just left takes its time, and is to be
    /// noted.
    public static Duration reserve(FollowupConfig.Crm crm) {
        return crm.connectTimeout().plus(crm.readTimeout()).plus(NOTING);
    }

    /// Works on a batch.
    @Funq("worker")
    public BatchResponse onBatch(SqsEvent event) {
        var batch = event.batch();
        LambdaHandler.invocation().ifPresent(context -> MDC.put(REQUEST_ID, context.getAwsRequestId()));
        try {
            return processor.process(batch, deadline());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            LOG.warn("stopped while at work: the whole batch comes again", e);
            return BatchResponse.again(batch.messages());
        } finally {
            MDC.remove(REQUEST_ID);
        }
    }

    private Instant deadline() {
        return clock.instant()
                .plus(LambdaHandler.invocation()
                        .map(Context::getRemainingTimeInMillis)
                        .map(left -> Duration.ofMillis(left).minus(reserve))
                        .orElse(WITHOUT_LAMBDA));
    }
}
