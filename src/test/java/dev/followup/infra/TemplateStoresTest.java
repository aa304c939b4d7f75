package dev.followup.infra;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/// The stores of the template: queues, table, logs.
class TemplateStoresTest {

    private static final TemplatePart TEMPLATE = TemplatePart.MAIN;

    @Test
    void every_queue_is_fifo_encrypted_fast_and_keeps_two_weeks() {
        assertThat(TEMPLATE.resources("AWS::SQS::Queue")).hasSize(2).allSatisfy((_, queue) -> {
            var properties = queue.at("Properties");
            assertThat(properties.text("FifoQueue")).isEqualTo("true");
            assertThat(properties.text("QueueName")).endsWith(".fifo");
            assertThat(properties.text("SqsManagedSseEnabled")).isEqualTo("true");
            assertThat(properties.text("DeduplicationScope")).isEqualTo("messageGroup");
            assertThat(properties.text("FifoThroughputLimit")).isEqualTo("perMessageGroupId");
            assertThat(properties.text("MessageRetentionPeriod")).isEqualTo(Integer.toString(14 * 24 * 3600));
            assertOutlasts(queue);
        });
    }

    @Test
    void a_message_received_a_thousand_times_is_a_dead_letter() {
        var redrive = TEMPLATE.properties("Inbox").at("RedrivePolicy");
        assertThat(redrive.text("deadLetterTargetArn")).isEqualTo("DeadLetters.Arn");
        assertThat(redrive.text("maxReceiveCount")).isEqualTo("1000");
    }

    @Test
    void the_ledger_is_kept_in_a_table_of_the_keys_and_the_expiry_that_it_uses() {
        var table = TEMPLATE.properties("Ledger");
        assertThat(table.at("KeySchema").items())
                .extracting(key -> key.text("AttributeName") + " " + key.text("KeyType"))
                .containsExactly("pk HASH", "sk RANGE");
        assertThat(table.at("AttributeDefinitions").items())
                .extracting(key -> key.text("AttributeName") + " " + key.text("AttributeType"))
                .containsExactly("pk S", "sk S");
        assertThat(table.text("TimeToLiveSpecification", "AttributeName")).isEqualTo("expires");
        assertThat(table.text("BillingMode")).isEqualTo("PAY_PER_REQUEST");
    }

    @Test
    void the_ledger_survives_accidents() {
        var table = TEMPLATE.properties("Ledger");
        assertOutlasts(TEMPLATE.at("Resources", "Ledger"));
        assertThat(table.text("PointInTimeRecoverySpecification", "PointInTimeRecoveryEnabled"))
                .isEqualTo("true");
        assertThat(table.text("DeletionProtectionEnabled")).isEqualTo("true");
        assertThat(table.text("SSESpecification", "SSEEnabled")).isEqualTo("true");
    }

    @Test
    void every_function_has_a_log_group_with_a_retention_time() {
        var functions = TEMPLATE.resources("AWS::Serverless::Function");
        assertThat(functions).isNotEmpty().allSatisfy((name, function) -> {
            var log = function.text("Properties", "LoggingConfig", "LogGroup");
            assertThat(log).isEqualTo(name + "Log");
            assertThat(TEMPLATE.properties(log).text("LogGroupName"))
                    .isEqualTo("/aws/lambda/" + function.text("Properties", "FunctionName"));
            assertThat(TEMPLATE.properties(log).text("RetentionInDays")).isEqualTo("LogRetentionDays");
        });
    }

    private static void assertOutlasts(TemplatePart resource) {
        assertThat(resource.text("DeletionPolicy")).isEqualTo("RetainExceptOnCreate");
        assertThat(resource.text("UpdateReplacePolicy")).isEqualTo("Retain");
    }
}
