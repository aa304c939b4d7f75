package dev.followup.infra;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The permissions of each role, completely: one more is a test that fails.
class TemplateRolesTest {

    private static final String SECRET =
            "arn:${AWS::Partition}:secretsmanager:${AWS::Region}:${AWS::AccountId}:secret:${CrmTokenSecret}-??????";
    private static final List<String> SECRETS = List.of(
            "secretsmanager:GetSecretValue " + SECRET,
            "HasAccountSecrets: secretsmanager:GetSecretValue AccountSecrets",
            "HasSecretKey: kms:Decrypt SecretKey");

    @Test
    void the_worker_works_with_queues_ledger_and_secrets() {
        var own = Stream.of(
                "logs:CreateLogStream WorkerLog.Arn",
                "logs:PutLogEvents WorkerLog.Arn",
                "sqs:ReceiveMessage Inbox.Arn",
                "sqs:DeleteMessage Inbox.Arn",
                "sqs:ChangeMessageVisibility Inbox.Arn",
                "sqs:GetQueueAttributes Inbox.Arn",
                "sqs:SendMessage Inbox.Arn",
                "sqs:SendMessage DeadLetters.Arn",
                "dynamodb:BatchGetItem Ledger.Arn",
                "dynamodb:BatchWriteItem Ledger.Arn",
                "dynamodb:ConditionCheckItem Ledger.Arn",
                "dynamodb:DeleteItem Ledger.Arn",
                "dynamodb:GetItem Ledger.Arn",
                "dynamodb:PutItem Ledger.Arn",
                "dynamodb:Query Ledger.Arn",
                "dynamodb:UpdateItem Ledger.Arn");
        assertThat(rights(TemplatePart.MAIN, "WorkerRole"))
                .containsExactlyInAnyOrderElementsOf(
                        Stream.concat(own, SECRETS.stream()).toList());
    }

    @Test
    void explain_reads_events_of_the_journal_and_what_it_needs_to_ask_the_crm() {
        var own = Stream.of(
                "logs:CreateLogStream ExplainLog.Arn",
                "logs:PutLogEvents ExplainLog.Arn",
                "dynamodb:BatchGetItem Ledger.Arn",
                "dynamodb:GetItem Ledger.Arn",
                "dynamodb:PutItem Ledger.Arn");
        assertThat(rights(TemplatePart.MAIN, "ExplainRole"))
                .containsExactlyInAnyOrderElementsOf(
                        Stream.concat(own, SECRETS.stream()).toList());
        assertThat(leadingKeys("ExplainRole")).containsExactly("A#*", "B#*", "E#*", "TOKEN#*");
    }

    @Test
    void forget_only_sends_to_the_inbox() {
        assertThat(rights(TemplatePart.MAIN, "ForgetRole"))
                .containsExactlyInAnyOrder(
                        "logs:CreateLogStream ForgetLog.Arn",
                        "logs:PutLogEvents ForgetLog.Arn",
                        "sqs:SendMessage Inbox.Arn");
    }

    @Test
    void away_only_sends_to_the_inbox() {
        assertThat(rights(TemplatePart.MAIN, "AwayRole"))
                .containsExactlyInAnyOrder(
                        "logs:CreateLogStream AwayLog.Arn",
                        "logs:PutLogEvents AwayLog.Arn",
                        "sqs:SendMessage Inbox.Arn");
    }

    @Test
    void dead_letters_moves_messages_from_their_queue_to_the_inbox() {
        assertThat(rights(TemplatePart.MAIN, "LookAtDeadLettersRole"))
                .containsExactlyInAnyOrder(
                        "logs:CreateLogStream LookAtDeadLettersLog.Arn",
                        "logs:PutLogEvents LookAtDeadLettersLog.Arn",
                        "sqs:ReceiveMessage DeadLetters.Arn",
                        "sqs:DeleteMessage DeadLetters.Arn",
                        "sqs:SendMessage Inbox.Arn");
    }

    @Test
    void why_reads_all_but_tokens_and_sends_to_the_inbox() {
        assertThat(rights(TemplatePart.MAIN, "WhyRole"))
                .containsExactlyInAnyOrder(
                        "logs:CreateLogStream WhyLog.Arn",
                        "logs:PutLogEvents WhyLog.Arn",
                        "dynamodb:BatchGetItem Ledger.Arn",
                        "dynamodb:Query Ledger.Arn",
                        "sqs:SendMessage Inbox.Arn");
        assertThat(leadingKeys("WhyRole")).containsExactly("A#*", "B#*", "E#*", "J#*", "M#*", "T#*", "W#*");
    }

    private static List<String> leadingKeys(String role) {
        return statements(TemplatePart.MAIN, role)
                .filter(statement -> statement.find("Condition").isPresent())
                .flatMap(statement ->
                        statement.at("Condition", "ForAllValues:StringLike", "dynamodb:LeadingKeys").texts().stream())
                .toList();
    }

    @Test
    void subscribe_reads_and_keeps_tokens_only() {
        var own = Stream.of(
                "logs:CreateLogStream SubscribeLog.Arn",
                "logs:PutLogEvents SubscribeLog.Arn",
                "dynamodb:GetItem Ledger.Arn",
                "dynamodb:PutItem Ledger.Arn");
        assertThat(rights(TemplatePart.MAIN, "SubscribeRole"))
                .containsExactlyInAnyOrderElementsOf(
                        Stream.concat(own, SECRETS.stream()).toList());
        assertThat(leadingKeys("SubscribeRole")).containsExactly("TOKEN#*");
    }

    @Test
    void gateway_and_clock_only_send_to_the_inbox() {
        assertThat(rights(TemplatePart.GATEWAY, "GatewayRole"))
                .containsExactly("sqs:SendMessage"
                        + " arn:${AWS::Partition}:sqs:${AWS::Region}:${AWS::AccountId}:${MainStack}-inbox.fifo");
        assertThat(rights(TemplatePart.MAIN, "ClockRole")).containsExactly("sqs:SendMessage Inbox.Arn");
    }

    @Test
    void every_function_has_a_role_that_is_written_here() {
        assertThat(TemplatePart.MAIN.resources("AWS::Serverless::Function")).allSatisfy((name, function) -> {
            assertThat(function.text("Properties", "Role")).isEqualTo(name + "Role.Arn");
            assertThat(function.at("Properties").find("Policies")).isEmpty();
        });
    }

    private static List<String> rights(TemplatePart template, String role) {
        return statements(template, role)
                .flatMap(statement -> statement.function().equals("!If")
                        ? rights(statement.items().get(1))
                                .map(right -> statement.items().getFirst().text() + ": " + right)
                        : rights(statement))
                .toList();
    }

    private static Stream<TemplatePart> statements(TemplatePart template, String role) {
        return template.properties(role).at("Policies").items().stream()
                .flatMap(policy -> policy.at("PolicyDocument", "Statement").items().stream());
    }

    /// Each action with each resource.
    private static Stream<String> rights(TemplatePart statement) {
        assertThat(statement.text("Effect")).isEqualTo("Allow");
        return statement.at("Action").texts().stream()
                .flatMap(action -> statement.at("Resource").texts().stream().map(resource -> action + " " + resource));
    }
}
