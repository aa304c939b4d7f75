package dev.followup.benchmark.coldstart;

import dev.followup.chaos.LambdaInstance;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.ExecutionException;

/// What a warm batch of an instance costs outside of it, counted.
///
/// @param trips to the table
/// @param writeUnits of the table
/// @param requests to the CRM
record CallCounts(double trips, double writeUnits, double requests) {

    /// The batches until an instance has looked up what it keeps, and those that are counted then.
    private static final int FIRST = 3;

    private static final int COUNTED = 5;

    static CallCounts of(Contender contender, BenchmarkEnvironment setup, Path log)
            throws IOException, InterruptedException, ExecutionException {
        setup.clear();
        try (var counter = setup.capacityCounter();
                var worker = new LambdaInstance(
                        contender.using("AWS_ENDPOINT_URL_DYNAMODB", counter.address().toString()),
                        ProcessMeasurement.TIMEOUT,
                        log)) {
            for (int i = 0; i < FIRST; i++) {
                ProcessMeasurement.work(worker, setup.batch());
            }
            setup.takeCrmRequests();
            counter.take();
            for (int i = 0; i < COUNTED; i++) {
                ProcessMeasurement.work(worker, setup.batch());
            }
            var read = counter.take();
            return new CallCounts(
                    (double) read.trips() / COUNTED,
                    (double) read.writeUnits() / COUNTED,
                    (double) setup.takeCrmRequests() / COUNTED);
        }
    }
}
