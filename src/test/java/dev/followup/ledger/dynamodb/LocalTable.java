package dev.followup.ledger.dynamodb;

import com.amazonaws.services.dynamodbv2.local.main.ServerRunner;
import dev.followup.FreePort;
import java.net.URI;
import java.util.List;
import java.util.UUID;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;

/// A table in a local DynamoDB, which runs in the test's JVM.
public final class LocalTable {

    /// The address of the server.
    public static final URI SERVER = start();

    private static final DynamoDbClient OWN = open();

    /// The name of the table.
    public final String name;

    /// Creates an empty table.
    public LocalTable() {
        name = create(OWN);
    }

    /// Creates an empty table.
    ///
    /// @return its name
    public static String create(DynamoDbClient client) {
        var name = "ledger-" + UUID.randomUUID();
        client.createTable(table -> table.tableName(name)
                .billingMode(BillingMode.PAY_PER_REQUEST)
                .attributeDefinitions(attribute("pk"), attribute("sk"))
                .keySchema(key("pk", KeyType.HASH), key("sk", KeyType.RANGE)));
        return name;
    }

    /// A client of the server.
    ///
    /// @param interceptors observe every call
    public DynamoDbClient client(ExecutionInterceptor... interceptors) {
        return open(interceptors);
    }

    private static DynamoDbClient open(ExecutionInterceptor... interceptors) {
        return DynamoDbClient.builder()
                .endpointOverride(SERVER)
                .region(Region.EU_CENTRAL_1)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("x", "x")))
                .httpClient(UrlConnectionHttpClient.create())
                .overrideConfiguration(config -> config.executionInterceptors(List.of(interceptors)))
                .build();
    }

    private static AttributeDefinition attribute(String name) {
        return AttributeDefinition.builder()
                .attributeName(name)
                .attributeType(ScalarAttributeType.S)
                .build();
    }

    private static KeySchemaElement key(String name, KeyType type) {
        return KeySchemaElement.builder().attributeName(name).keyType(type).build();
    }

    private static URI start() {
        try {
            int port = FreePort.find();
            var server = ServerRunner.createServerFromCommandLineArgs(
                    new String[] {"-inMemory", "-disableTelemetry", "-port", Integer.toString(port)});
            server.start();
            return URI.create("http://localhost:" + port);
        } catch (Exception e) {
            // The method declares no narrower exception.
            throw new IllegalStateException("DynamoDB does not start", e);
        }
    }
}
