package dev.followup.account.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.followup.TestClock;
import dev.followup.account.Account;
import dev.followup.account.AuthMethod;
import dev.followup.account.token.TokenEndpoint.Reply.Granted;
import dev.followup.ledger.dynamodb.LocalTable;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

class DynamoDbTokenStoreTest extends TokenStoreContract {

    private static final Instant NOW = Instant.parse("2026-11-21T09:00:00.123Z");

    private final LocalTable table = new LocalTable();
    private final TokenStore store = new DynamoDbTokenStore(table.client(), table.name);

    @Override
    TokenStore store() {
        return store;
    }

    @Test
    void one_instance_reads_what_another_stores() {
        store.replace("demo", granted());
        var other = new DynamoDbTokenStore(table.client(), table.name);
        assertThat(other.read("demo")).contains(granted());
        assertThat(other.replace("demo", granted())).isFalse();
    }

    @Test
    void stores_one_item_that_never_expires_by_itself() {
        store.replace("demo", granted());
        try (var client = table.client()) {
            assertThat(client.scan(scan -> scan.tableName(table.name)).items())
                    .singleElement()
                    .satisfies(item -> assertThat(item)
                            .containsEntry("pk", AttributeValue.fromS("TOKEN#demo"))
                            .containsEntry("version", AttributeValue.fromN("1"))
                            .containsEntry("issued", AttributeValue.fromN(Long.toString(NOW.toEpochMilli())))
                            .doesNotContainKey("expires"));
        }
    }

    @Test
    void a_table_that_does_not_answer_is_a_passing_failure_that_shows_no_token() {
        var gone = new DynamoDbTokenStore(table.client(), "gone");
        assertThatThrownBy(() -> gone.read("demo"))
                .isInstanceOf(TokenUnavailableException.Passing.class)
                .hasMessage("account demo has no token now: table gone does not serve it: ResourceNotFoundException");
        var away = new DynamoDbTokenStore(table.client(new Away()), table.name);
        assertThatThrownBy(() -> away.replace("demo", granted()))
                .isInstanceOf(TokenUnavailableException.Passing.class)
                .hasMessageContaining("cut")
                .hasMessageNotContainingAny("hidden-access", "hidden-refresh");
    }

    @Test
    void instances_that_share_the_table_refresh_once() {
        var clock = new TestClock();
        var endpoint = new FakeTokenEndpoint();
        var account = new Account("demo", URI.create("https://demo.amocrm.ru"));
        var consent = new AuthMethod.Consent("client", "secret", URI.create("https://example.com/crm"));
        SecretStore secrets = name -> "client-secret code";
        var requester = new OAuthTokenRequester(account, consent, secrets, endpoint);
        var first = new OAuthTokenRefresher("demo", requester, store, clock).token(null);
        var second = new OAuthTokenRefresher(
                        "demo", requester, new DynamoDbTokenStore(table.client(), table.name), clock)
                .token(null);
        assertThat(second).isEqualTo(first);
        assertThat(endpoint.credentials()).containsExactly("code");
    }

    @ParameterizedTest
    @ValueSource(strings = {"version", "access", "expiresAt"})
    void an_item_that_cannot_be_read_leaves_only_its_account_without_a_token(String attribute) {
        store.replace("demo", granted());
        store.replace("other", granted());
        try (var client = table.client()) {
            client.updateItem(update -> update.tableName(table.name)
                    .key(Map.of("pk", AttributeValue.fromS("TOKEN#demo"), "sk", AttributeValue.fromS("TOKEN")))
                    .updateExpression("SET #name = :value")
                    .expressionAttributeNames(Map.of("#name", attribute))
                    .expressionAttributeValues(Map.of(":value", AttributeValue.fromBool(true))));
        }
        assertThatThrownBy(() -> store.read("demo"))
                .isInstanceOf(TokenUnavailableException.NeedsPerson.class)
                .hasMessageContaining("TOKEN#demo");
        assertThat(store.read("other")).isPresent();
    }

    private static OAuthState granted() {
        var answer = new Granted(new Token("hidden-access"), new Token("hidden-refresh"), Duration.ofDays(1));
        var granted = OAuthState.NONE.requested(NOW).granted(answer, "digest");
        return new OAuthState(1, granted.presented(), granted.tokens(), null, null);
    }

    /// A connection that is cut.
    private static final class Away implements ExecutionInterceptor {

        @Override
        public void beforeTransmission(Context.BeforeTransmission context, ExecutionAttributes attributes) {
            throw SdkClientException.create("cut");
        }
    }
}
