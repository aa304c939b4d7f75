package dev.followup.infra;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// The states of the gateway during a rotation of its secret. CloudFormation creates and changes first, then
/// takes the deployment's snapshot, and deletes last: so a snapshot also holds what its step replaces.
class WebhookSecretRotationTest {

    private static final TemplatePart TEMPLATE = TemplatePart.GATEWAY;

    /// The steps of the runbook, twice.
    private static final List<Step> ROTATION = List.of(
            new Step("first", "none", "WebhookSecret"),
            new Step("first", "second", "both"),
            new Step("first", "second", "OtherWebhookSecret"),
            new Step("third", "second", "both"),
            new Step("third", "second", "WebhookSecret"));

    @Test
    void each_step_takes_a_new_snapshot() {
        var pictures = ROTATION.stream().map(Step::deployment).toList();
        for (int i = 1; i < pictures.size(); i++) {
            assertThat(pictures.get(i)).isNotEqualTo(pictures.get(i - 1));
        }
    }

    @Test
    void a_snapshot_is_taken_when_all_resources_are_ready() {
        assertThat(TEMPLATE.resources("AWS::ApiGateway::Deployment"))
                .allSatisfy(
                        (_, deployment) -> assertThat(deployment.at("DependsOn").texts())
                                .containsExactlyInAnyOrderElementsOf(TEMPLATE.resources("AWS::ApiGateway::Method")
                                        .keySet()));
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
    void no_path_exists_twice() {
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

    /// The secrets that are accepted after each step.
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

    /// A path that accepts webhooks, or may.
    private record Address(String secret, boolean open) {}

    /// The stack with certain parameters.
    private record Step(String secret, String other, String open) {

        /// The deployment of the stage.
        String deployment() {
            var deployment = chosen(TEMPLATE.properties("Stage").at("DeploymentId"));
            assertThat(holds(TEMPLATE.text("Resources", deployment, "Condition")))
                    .isTrue();
            return deployment;
        }

        /// The addresses by the resource that has the secret in its path.
        Map<String, Address> addresses() {
            return Map.of(
                    "SecretPath", address("SecretPath", "StoreWebhook"),
                    "OtherSecretPath", address("OtherSecretPath", "StoreOtherWebhook"));
        }

        private Address address(String resource, String method) {
            var needsKey = chosen(TEMPLATE.properties(method).at("ApiKeyRequired"));
            return new Address(value(TEMPLATE.properties(resource).at("PathPart")), needsKey.equals("false"));
        }

        /// The value of a chain of `!If`.
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
