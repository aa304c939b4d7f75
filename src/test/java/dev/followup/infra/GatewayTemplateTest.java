package dev.followup.infra;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// What the gateway accepts, what it must not reveal, and that it is deployed anew whenever it changes.
class GatewayTemplateTest {

    private static final TemplatePart TEMPLATE = TemplatePart.GATEWAY;
    private static final TemplatePart INTEGRATION =
            TEMPLATE.properties("StoreWebhook").at("Integration");

    /// The types of resources that a deployment is a snapshot of.
    private static final Set<String> PICTURED =
            Set.of("AWS::ApiGateway::RestApi", "AWS::ApiGateway::Resource", "AWS::ApiGateway::Method");

    @Test
    void paths_are_literal() {
        assertThat(TEMPLATE.resources("AWS::ApiGateway::Resource").values())
                .extracting(resource -> resource.text("Properties", "PathPart"))
                .containsExactly("hooks", "WebhookSecret", "Account", "OtherWebhookSecret", "Account");
    }

    @Test
    void both_addresses_store_alike() {
        assertThat(TEMPLATE.properties("StoreOtherWebhook").at("Integration").canonical())
                .isEqualTo(INTEGRATION.canonical());
    }

    @Test
    void get_and_head_answer_200_without_storing_and_are_open_where_posts_are() {
        for (var method : List.of("TryByGet", "TryByHead", "TryOtherByGet", "TryOtherByHead")) {
            var tried = TEMPLATE.properties(method);
            var stored = TEMPLATE.properties(method.contains("Other") ? "StoreOtherWebhook" : "StoreWebhook");
            assertThat(tried.text("HttpMethod")).isEqualTo(method.endsWith("Get") ? "GET" : "HEAD");
            assertThat(tried.text("Integration", "Type")).isEqualTo("MOCK");
            assertThat(tried.at("Integration", "RequestTemplates").entries().values())
                    .isNotEmpty()
                    .allSatisfy(template -> assertThat(template.text()).isEqualTo("{\"statusCode\": 200}"));
            assertThat(tried.at("MethodResponses").items())
                    .singleElement()
                    .satisfies(answer -> assertThat(answer.text("StatusCode")).isEqualTo("200"));
            for (var part : List.of("ResourceId", "ApiKeyRequired", "AuthorizationType")) {
                assertThat(tried.at(part).canonical()).isEqualTo(stored.at(part).canonical());
            }
        }
    }

    @Test
    void form_json_and_text_are_accepted_and_nothing_else() {
        var templates = INTEGRATION.at("RequestTemplates").entries();
        assertThat(templates).containsOnlyKeys("application/x-www-form-urlencoded", "application/json", "text/plain");
        assertThat(templates.values().stream().map(TemplatePart::canonical).distinct())
                .hasSize(1);
        assertThat(INTEGRATION.text("PassthroughBehavior")).isEqualTo("NEVER");
    }

    @Test
    void an_account_is_not_throttled_below_the_rate_of_its_message_group() {
        // Calls a second to a partition. A message group never leaves its partition.
        // Source: AWS documentation, "Amazon SQS message quotas"; read 2026-11-22.
        int most = 300;
        var settings = TEMPLATE.properties("Stage").at("MethodSettings").items().getFirst();
        assertThat(Integer.parseInt(settings.text("ThrottlingRateLimit"))).isGreaterThan(most);
        assertThat(Integer.parseInt(settings.text("ThrottlingBurstLimit"))).isGreaterThan(most);
    }

    @Test
    void the_secret_is_not_revealed() {
        var stage = TEMPLATE.properties("Stage");
        assertThat(stage.text("AccessLogSetting", "Format")).doesNotContainIgnoringCase("path");
        assertThat(stage.at("MethodSettings").items()).singleElement().satisfies(settings -> {
            assertThat(settings.text("LoggingLevel")).isEqualTo("OFF");
            assertThat(settings.text("DataTraceEnabled")).isEqualTo("false");
            assertThat(settings.text("MetricsEnabled")).isEqualTo("false");
        });
        for (var template : List.of(TEMPLATE, TemplatePart.MAIN)) {
            assertThat(template.at("Outputs").canonical())
                    .doesNotContain("!Ref[WebhookSecret", "!Ref[OtherWebhookSecret", "WebhookSecret}");
            assertThat(List.of("WebhookSecret", "OtherWebhookSecret")).allSatisfy(secret -> {
                assertThat(template.text("Parameters", secret, "NoEcho")).isEqualTo("true");
                assertThat(template.text("Parameters", secret, "AllowedPattern"))
                        .contains("{32,");
            });
        }
    }

    @Test
    void names_of_deployments_end_in_the_digest_of_their_snapshot() {
        var digest = digest();
        assertThat(TEMPLATE.resources("AWS::ApiGateway::Deployment").keySet())
                .as("a gateway that has changed is deployed under names that end in %s", digest)
                .hasSize(3)
                .allSatisfy(name -> assertThat(name).endsWith(digest));
    }

    private static String digest() {
        var picture = TEMPLATE.at("Resources").entries().entrySet().stream()
                .filter(resource -> PICTURED.contains(resource.getValue().text("Type")))
                .map(resource -> resource.getKey() + " " + resource.getValue().canonical())
                .collect(Collectors.joining("\n"));
        try {
            var digest = MessageDigest.getInstance("SHA-256").digest(picture.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 4);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
