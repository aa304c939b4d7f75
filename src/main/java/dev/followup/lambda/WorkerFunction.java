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

/// The function `worker`: takes a batch of the inbox and answers which of its messages must be received again.
/// Each line of its log has Lambda's id of the invocation as `requestId`.
public class WorkerFunction {

    private static final Logger LOG = Logger.getLogger(WorkerFunction.class);

    /// How long calls may be sent where no Lambda limits the invocation: on a development machine.
    private static final Duration WITHOUT_TIMEOUT = Duration.ofSeconds(100);

    /// For writing down how the last call ended, which takes some tens of milliseconds. If that is not enough,
    /// its commands count as sent without an answer.
    private static final Duration WRITING_DOWN = Duration.ofSeconds(2);

    private static final String REQUEST_ID = "requestId";

    private final BatchProcessor processor;
    private final Duration reserve;
    private final Clock clock;

    WorkerFunction(BatchProcessor processor, FollowupConfig config, Clock clock) {
        this.processor = processor;
        this.reserve = reserve(config.crm());
        this.clock = clock;
    }

    /// How long before Lambda's time-out no call is sent any more: the last call takes its time, and its result
    /// is to be written down.
    public static Duration reserve(FollowupConfig.Crm crm) {
        return crm.connectTimeout().plus(crm.readTimeout()).plus(WRITING_DOWN);
    }

    /// Processes a batch.
    @Funq("worker")
    public BatchResponse onBatch(SqsEvent event) {
        var batch = event.batch();
        LambdaHandler.invocation().ifPresent(context -> MDC.put(REQUEST_ID, context.getAwsRequestId()));
        try {
            return processor.process(batch, deadline());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            LOG.warn("Interrupted while processing a batch. The whole batch will be received again.", e);
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
                        .orElse(WITHOUT_TIMEOUT));
    }
}
