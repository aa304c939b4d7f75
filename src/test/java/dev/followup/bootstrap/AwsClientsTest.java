package dev.followup.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.followup.config.TestConfig;
import dev.followup.lambda.WorkerFunction;
import dev.followup.warmup.AwsRedirect;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;

class AwsClientsTest {

    private static final String REGION = "aws.region";

    /// The template's times go on from here: the reserve is less than the worker's time-out, that less than the
    /// lease.
    @Test
    void the_times_of_the_table_nest_in_those_of_the_worker() {
        var crm = TestConfig.with(Map.of()).crm();
        var reserve = WorkerFunction.reserve(crm);
        var writingDown = reserve.minus(crm.connectTimeout()).minus(crm.readTimeout());

        assertThat(AwsClients.TABLE_ANSWERS).isPositive().isLessThanOrEqualTo(writingDown);
        assertThat(AwsClients.TABLE_ANSWERS.multipliedBy(2)).isLessThan(AwsClients.TABLE_CALL); // room for a retry
        assertThat(AwsClients.TABLE_CALL).isLessThan(reserve);
    }

    @Test
    @ResourceLock(Resources.SYSTEM_PROPERTIES)
    void no_call_to_the_table_takes_longer() {
        var region = System.getProperty(REGION);
        System.setProperty(REGION, "eu-central-1");
        try (var table = new AwsClients().dynamoDb(new AwsRedirect())) {
            assertThat(table.serviceClientConfiguration()
                            .overrideConfiguration()
                            .apiCallTimeout())
                    .contains(AwsClients.TABLE_CALL);
        } finally {
            if (region == null) {
                System.clearProperty(REGION);
            } else {
                System.setProperty(REGION, region);
            }
        }
    }
}
