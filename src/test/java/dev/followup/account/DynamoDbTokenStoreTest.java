package dev.followup.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.followup.TestClock;
import dev.followup.account.TokenEndpoint.Reply.Granted;
import dev.followup.ledger.LocalTable;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
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
    void what_one_instance_stores_another_reads() {
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
    void a_table_that_does_not_answer_passes_and_tells_no_token() {
        var gone = new DynamoDbTokenStore(table.client(), "gone");
        assertThatThrownBy(() -> gone.read("demo"))
                .isInstanceOf(NoTokenException.Passing.class)
                .hasMessage("account demo has no token now: table gone does not serve it: ResourceNotFoundException");
        var away = new DynamoDbTokenStore(table.client(new Away()), table.name);
        assertThatThrownBy(() -> away.replace("demo", granted()))
                .isInstanceOf(NoTokenException.Passing.class)
                .hasMessageContaining("cut")
                .hasMessageNotContainingAny("hidden-access", "hidden-refresh");
    }

    @Test
    void instances_that_share_the_table_refresh_once() {
        var clock = new TestClock();
        var endpoint = new FakeEndpoint();
        var account = new Account("demo", URI.create("https://demo.amocrm.ru"));
        var consent = new Access.Consent("client", "secret", URI.create("https://example.com/crm"));
        Secrets secrets = name -> "client-secret code";
        var desk = new TokenDesk(account, consent, secrets, endpoint);
        var first = new Chain("demo", desk, store, clock).token(null);
        var second = new Chain("demo", desk, new DynamoDbTokenStore(table.client(), table.name), clock).token(null);
        assertThat(second).isEqualTo(first);
        assertThat(endpoint.shown()).containsExactly("code");
    }

    private static Grant granted() {
        var answer = new Granted(new Token("hidden-access"), new Token("hidden-refresh"), Duration.ofDays(1));
        var granted = Grant.NONE.asking(NOW).granted(answer, "digest");
        return new Grant(1, granted.presented(), granted.tokens(), null, null);
    }

    /// A connection that is cut.
    private static final class Away implements ExecutionInterceptor {

        @Override
        public void beforeTransmission(Context.BeforeTransmission context, ExecutionAttributes attributes) {
            throw SdkClientException.create("cut");
        }
    }
}
