package dev.followup;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// What the gateway lets in, what it tells of it, and that it is deployed anew whenever that changes.
class GatewayTemplateTest {

    private static final TemplatePart TEMPLATE = TemplatePart.HOOKS;
    private static final TemplatePart INTEGRATION =
            TEMPLATE.properties("StoreHook").at("Integration");
    private static final String NONE = "none";

    /// What a deployment is a picture of.
    private static final Set<String> PICTURED =
            Set.of("AWS::ApiGateway::RestApi", "AWS::ApiGateway::Resource", "AWS::ApiGateway::Method");

    @Test
    void paths_are_literal() {
        assertThat(TEMPLATE.resources("AWS::ApiGateway::Resource").values())
                .extracting(resource -> resource.text("Properties", "PathPart"))
                .containsExactly("hooks", "HookSecret", "Account", "OtherHookSecret", "Account");
    }

    @Test
    void both_addresses_store_alike() {
        assertThat(TEMPLATE.properties("StoreOtherHook").at("Integration").canonical())
                .isEqualTo(INTEGRATION.canonical());
    }

    @Test
    void form_json_and_text_are_taken_and_nothing_else() {
        var templates = INTEGRATION.at("RequestTemplates").entries();
        assertThat(templates).containsOnlyKeys("application/x-www-form-urlencoded", "application/json", "text/plain");
        assertThat(templates.values().stream().map(TemplatePart::canonical).distinct())
                .hasSize(1);
        assertThat(INTEGRATION.text("PassthroughBehavior")).isEqualTo("NEVER");
    }

    @Test
    void nobody_is_told_the_secret() {
        var stage = TEMPLATE.properties("Stage");
        assertThat(stage.text("AccessLogSetting", "Format")).doesNotContainIgnoringCase("path");
        assertThat(stage.at("MethodSettings").items()).singleElement().satisfies(settings -> {
            assertThat(settings.text("LoggingLevel")).isEqualTo("OFF");
            assertThat(settings.text("DataTraceEnabled")).isEqualTo("false");
            assertThat(settings.text("MetricsEnabled")).isEqualTo("false");
        });
        for (var template : List.of(TEMPLATE, TemplatePart.MAIN)) {
            assertThat(template.at("Outputs").canonical())
                    .doesNotContain("!Ref[HookSecret", "!Ref[OtherHookSecret", "HookSecret}");
            assertThat(List.of("HookSecret", "OtherHookSecret")).allSatisfy(secret -> {
                assertThat(template.text("Parameters", secret, "NoEcho")).isEqualTo("true");
                assertThat(template.text("Parameters", secret, "AllowedPattern"))
                        .contains("{32,");
            });
        }
    }

    @Test
    void names_of_deployments_tell_what_they_are_pictures_of() {
        var digest = digest();
        assertThat(TEMPLATE.resources("AWS::ApiGateway::Deployment").keySet())
                .as("a gateway that has changed is deployed under names that end in %s", digest)
                .hasSize(3)
                .allSatisfy(name -> assertThat(name).endsWith(digest));
    }

    @Test
    void a_rotation_deploys_at_each_step_what_is_there_and_moves_no_secret() {
        var steps = List.of(
                new Step("first", NONE),
                new Step("first", "second"),
                new Step(NONE, "second"),
                new Step("third", "second"),
                new Step("third", NONE));
        var deployed = new ArrayList<String>();
        for (var step : steps) {
            assertThat(step.deployments()).hasSize(1);
            deployed.add(step.deployments().getFirst());
            assertThat(TEMPLATE.at("Resources", deployed.getLast(), "DependsOn").texts())
                    .containsExactlyInAnyOrderElementsOf(step.methods());
            assertThat(step.chosen(TEMPLATE.properties("Stage").at("DeploymentId")))
                    .isEqualTo(deployed.getLast());
            assertThat(step.secrets().values()).containsExactlyInAnyOrderElementsOf(step.good());
        }
        for (int i = 1; i < steps.size(); i++) {
            assertThat(deployed.get(i)).isNotEqualTo(deployed.get(i - 1));
            var before = steps.get(i - 1).secrets();
            steps.get(i)
                    .secrets()
                    .forEach((place, secret) ->
                            assertThat(before.getOrDefault(place, secret)).isEqualTo(secret));
        }
    }

    @Test
    void a_swap_without_an_overlap_is_deployed_too() {
        assertThat(new Step("first", NONE).deployments()).isNotEqualTo(new Step(NONE, "second").deployments());
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

    /// The stack with these secrets.
    private record Step(String secret, String other) {

        List<String> good() {
            return Stream.of(secret, other).filter(value -> !value.equals(NONE)).toList();
        }

        List<String> deployments() {
            return List.copyOf(there("AWS::ApiGateway::Deployment").keySet());
        }

        List<String> methods() {
            return List.copyOf(there("AWS::ApiGateway::Method").keySet());
        }

        /// By the resource that has them in its path.
        Map<String, String> secrets() {
            var parameters = Map.of("HookSecret", secret, "OtherHookSecret", other);
            return there("AWS::ApiGateway::Resource").entrySet().stream()
                    .filter(resource ->
                            parameters.containsKey(resource.getValue().text("Properties", "PathPart")))
                    .collect(Collectors.toMap(
                            Map.Entry::getKey,
                            resource -> parameters.get(resource.getValue().text("Properties", "PathPart"))));
        }

        /// What a chain of `!If` comes to.
        String chosen(TemplatePart part) {
            if (!part.function().equals("!If")) {
                return part.text();
            }
            var branches = part.items();
            return chosen(branches.get(holds(branches.getFirst().text()) ? 1 : 2));
        }

        private Map<String, TemplatePart> there(String type) {
            var resources = TEMPLATE.resources(type);
            resources
                    .values()
                    .removeIf(resource -> resource.find("Condition")
                            .filter(condition -> !holds(condition.text()))
                            .isPresent());
            return resources;
        }

        private boolean holds(String condition) {
            return holds(TEMPLATE.at("Conditions", condition));
        }

        private boolean holds(TemplatePart condition) {
            var parts = condition.items();
            return switch (condition.function()) {
                case "!Condition" -> holds(condition.text());
                case "!Not" -> !holds(parts.getFirst());
                case "!And" -> parts.stream().allMatch(this::holds);
                case "!Equals" -> value(parts.getFirst()).equals(value(parts.getLast()));
                default -> throw new AssertionError("a condition is made with " + condition.function());
            };
        }

        private String value(TemplatePart part) {
            return switch (part.text()) {
                case "HookSecret" -> secret;
                case "OtherHookSecret" -> other;
                default -> part.text();
            };
        }
    }
}
