package dev.followup.infra;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// What CloudFormation makes of the gateway while its secrets take turns. It creates and changes first, then
/// takes the deployment's picture, and deletes last: so what a step replaces is in its picture, too.
class WebhookSecretRotationTest {

    private static final TemplatePart TEMPLATE = TemplatePart.GATEWAY;

    /// As the runbook has it, twice.
    private static final List<Step> ROTATION = List.of(
            new Step("first", "none", "WebhookSecret"),
            new Step("first", "second", "both"),
            new Step("first", "second", "OtherWebhookSecret"),
            new Step("third", "second", "both"),
            new Step("third", "second", "WebhookSecret"));

    @Test
    void each_step_takes_a_new_picture() {
        var pictures = ROTATION.stream().map(Step::deployment).toList();
        for (int i = 1; i < pictures.size(); i++) {
            assertThat(pictures.get(i)).isNotEqualTo(pictures.get(i - 1));
        }
    }

    @Test
    void a_picture_is_taken_when_all_is_in_place() {
        assertThat(TEMPLATE.resources("AWS::ApiGateway::Deployment"))
                .allSatisfy(
                        (_, deployment) -> assertThat(deployment.at("DependsOn").texts())
                                .containsExactlyInAnyOrder("StoreWebhook", "StoreOtherWebhook"));
    }

    @Test
    void the_old_address_is_open_until_the_new_one_is_in_use_and_not_longer() {
        assertThat(opened(ROTATION))
                .containsExactly(
                        Set.of("first"),
                        Set.of("first", "second"),
                        Set.of("second"),
                        Set.of("second", "third"),
                        Set.of("third"));
    }

    @Test
    void a_secret_that_has_leaked_is_closed_at_once() {
        var swap = List.of(ROTATION.getFirst(), new Step("first", "second", "OtherWebhookSecret"));
        assertThat(opened(swap)).containsExactly(Set.of("first"), Set.of("second"));
    }

    @Test
    void no_path_is_there_twice() {
        for (int i = 1; i < ROTATION.size(); i++) {
            var before = ROTATION.get(i - 1).addresses();
            var created = new ArrayList<String>();
            ROTATION.get(i).addresses().forEach((place, address) -> {
                if (!address.secret.equals(before.getOrDefault(place, address).secret)) {
                    created.add(address.secret);
                }
            });
            assertThat(created)
                    .doesNotContainAnyElementsOf(
                            before.values().stream().map(Address::secret).toList());
        }
    }

    /// With which secrets hooks come in, after each step.
    private static List<Set<String>> opened(List<Step> steps) {
        var opened = new ArrayList<Set<String>>();
        Map<String, Address> before = Map.of();
        for (var step : steps) {
            var picture = new HashMap<String, Boolean>();
            before.values().forEach(address -> picture.put(address.secret, address.open));
            step.addresses().values().forEach(address -> picture.put(address.secret, address.open));
            opened.add(picture.keySet().stream()
                    .filter(secret -> picture.getOrDefault(secret, false))
                    .collect(Collectors.toSet()));
            before = step.addresses();
        }
        return opened;
    }

    /// Where hooks come in, or might.
    private record Address(String secret, boolean open) {}

    /// The stack with these parameters.
    private record Step(String secret, String other, String open) {

        /// The one that the stage shows.
        String deployment() {
            var deployment = chosen(TEMPLATE.properties("Stage").at("DeploymentId"));
            assertThat(holds(TEMPLATE.text("Resources", deployment, "Condition")))
                    .isTrue();
            return deployment;
        }

        /// By the resource that has the secret in its path.
        Map<String, Address> addresses() {
            return Map.of(
                    "SecretPath", address("SecretPath", "StoreWebhook"),
                    "OtherSecretPath", address("OtherSecretPath", "StoreOtherWebhook"));
        }

        private Address address(String resource, String method) {
            var needsKey = chosen(TEMPLATE.properties(method).at("ApiKeyRequired"));
            return new Address(value(TEMPLATE.properties(resource).at("PathPart")), needsKey.equals("false"));
        }

        /// What a chain of `!If` comes to.
        private String chosen(TemplatePart part) {
            if (!part.function().equals("!If")) {
                return part.text();
            }
            var branches = part.items();
            return chosen(branches.get(holds(branches.getFirst().text()) ? 1 : 2));
        }

        private boolean holds(String condition) {
            var equals = TEMPLATE.at("Conditions", condition);
            assertThat(equals.function()).isEqualTo("!Equals");
            return value(equals.items().getFirst()).equals(value(equals.items().getLast()));
        }

        private String value(TemplatePart part) {
            var parameters = Map.of("WebhookSecret", secret, "OtherWebhookSecret", other, "OpenSecrets", open);
            return part.function().equals("!Ref") ? parameters.getOrDefault(part.text(), "") : part.text();
        }
    }
}
