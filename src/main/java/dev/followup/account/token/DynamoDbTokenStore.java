package dev.followup.account.token;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;

/// The token store in a DynamoDB table, which encrypts them: an item `TOKEN#account` for each account. The
/// table has the keys `pk` and `sk`, both texts. Times are stored to the millisecond.
public final class DynamoDbTokenStore implements TokenStore {

    private static final String VERSION = "version";
    private static final String PRESENTED = "presented";
    private static final String ACCESS = "access";
    private static final String REFRESH = "refresh";
    private static final String ISSUED = "issued";
    private static final String EXPIRES = "expiresAt"; // not "expires", by which the table deletes items
    private static final String REFUSAL = "refusal";
    private static final String REQUESTED_AT = "requestedAt";

    private final DynamoDbClient client;
    private final String table;

    /// A store in one table.
    ///
    /// @param table the table's name
    public DynamoDbTokenStore(DynamoDbClient client, String table) {
        this.client = client;
        this.table = table;
    }

    @Override
    public Optional<OAuthState> read(String account) {
        var answer = answered(
                account,
                () -> client.getItem(
                        get -> get.tableName(table).key(key(account)).consistentRead(true)));
        return answer.hasItem() ? Optional.of(readable(account, answer.item())) : Optional.empty();
    }

    private OAuthState readable(String account, Map<String, AttributeValue> item) {
        try {
            return state(item);
        } catch (RuntimeException e) {
            // Without its message, which might repeat the tokens.
            throw new TokenUnavailableException.NeedsPerson("account " + account + " has no token now: its item TOKEN#"
                    + account + " in table " + table + " cannot be read ("
                    + e.getClass().getSimpleName()
                    + "); correct it, or delete it and consent again");
        }
    }

    @Override
    public boolean replace(String account, OAuthState next) {
        var item = new HashMap<>(key(account));
        item.putAll(attributes(next));
        var put = PutItemRequest.builder().tableName(table).item(item);
        if (next.version() == 1) {
            put.conditionExpression("attribute_not_exists(pk)");
        } else {
            put.conditionExpression("version = :before")
                    .expressionAttributeValues(Map.of(":before", number(next.version() - 1)));
        }
        return answered(account, () -> isStored(put.build()));
    }

    private boolean isStored(PutItemRequest put) {
        try {
            client.putItem(put);
            return true;
        } catch (ConditionalCheckFailedException _) {
            return false;
        }
    }

    private static Map<String, AttributeValue> key(String account) {
        return Map.of("pk", AttributeValue.fromS("TOKEN#" + account), "sk", AttributeValue.fromS("TOKEN"));
    }

    private static Map<String, AttributeValue> attributes(OAuthState state) {
        var attributes = new HashMap<String, AttributeValue>();
        attributes.put(VERSION, number(state.version()));
        attributes.put(PRESENTED, AttributeValue.fromS(state.presented()));
        var tokens = state.tokens();
        if (tokens != null) {
            attributes.put(ACCESS, AttributeValue.fromS(tokens.access().value()));
            attributes.put(REFRESH, AttributeValue.fromS(tokens.refresh().value()));
            attributes.put(ISSUED, number(tokens.issued().toEpochMilli()));
            attributes.put(EXPIRES, number(tokens.expires().toEpochMilli()));
        }
        if (state.refusal() != null) {
            attributes.put(REFUSAL, AttributeValue.fromS(state.refusal()));
        }
        if (state.requestedAt() != null) {
            attributes.put(REQUESTED_AT, number(state.requestedAt().toEpochMilli()));
        }
        return attributes;
    }

    private static OAuthState state(Map<String, AttributeValue> item) {
        var refusal = item.get(REFUSAL);
        return new OAuthState(
                Long.parseLong(attribute(item, VERSION).n()),
                attribute(item, PRESENTED).s(),
                item.containsKey(ACCESS) ? tokens(item) : null,
                refusal == null ? null : refusal.s(),
                item.containsKey(REQUESTED_AT) ? time(item, REQUESTED_AT) : null);
    }

    private static TokenPair tokens(Map<String, AttributeValue> item) {
        return new TokenPair(
                new Token(attribute(item, ACCESS).s()),
                new Token(attribute(item, REFRESH).s()),
                time(item, ISSUED),
                time(item, EXPIRES));
    }

    private static Instant time(Map<String, AttributeValue> item, String name) {
        return Instant.ofEpochMilli(Long.parseLong(attribute(item, name).n()));
    }

    private static AttributeValue attribute(Map<String, AttributeValue> item, String name) {
        @Nullable AttributeValue value = item.get(name);
        if (value == null) {
            throw new IllegalStateException("an item with tokens has no " + name + ", but " + item.keySet());
        }
        return value;
    }

    private static AttributeValue number(long value) {
        return AttributeValue.fromN(Long.toString(value));
    }

    private <T> T answered(String account, Supplier<T> call) {
        try {
            return call.get();
        } catch (SdkException e) {
            throw new TokenUnavailableException.Passing(
                    "account " + account + " has no token now: table " + table + " does not serve it: " + reason(e));
        }
    }

    /// The reason without DynamoDB's own message, which might repeat the tokens.
    private static @Nullable String reason(SdkException failure) {
        return failure instanceof AwsServiceException refusal
                ? refusal.awsErrorDetails().errorCode()
                : failure.getMessage();
    }
}
