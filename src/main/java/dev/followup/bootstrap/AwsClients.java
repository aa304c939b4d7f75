package dev.followup.bootstrap;

import dev.followup.account.token.SecretStore;
import dev.followup.account.token.SecretsManagerStore;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import java.time.Duration;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.sqs.SqsClient;

/// Makes the clients of AWS, each when it is first used: none is for nothing at a cold start, and a laptop has no
/// use for any. Which region and whose credentials, the environment says.
class AwsClients {

    /// How long the table may take to answer once, and in all. It usually does within some tens of milliseconds.
    private static final Duration TABLE_ANSWERS = Duration.ofSeconds(2);

    private static final Duration TABLE_CALL = Duration.ofSeconds(10);

    /// How long a secret may take to be read, all attempts together: a call to the CRM waits for it.
    private static final Duration SECRET_TIME = Duration.ofSeconds(5);

    @Produces
    @ApplicationScoped
    DynamoDbClient dynamoDb() {
        return DynamoDbClient.builder()
                .httpClient(UrlConnectionHttpClient.builder()
                        .socketTimeout(TABLE_ANSWERS)
                        .build())
                .overrideConfiguration(client -> client.apiCallTimeout(TABLE_CALL))
                .build();
    }

    @Produces
    @ApplicationScoped
    SecretStore secrets() {
        return new SecretsManagerStore(SecretsManagerClient.builder()
                .httpClient(UrlConnectionHttpClient.create())
                .overrideConfiguration(override -> override.apiCallTimeout(SECRET_TIME))
                .build());
    }

    static SqsClient sqs() {
        return SqsClient.builder().httpClient(UrlConnectionHttpClient.create()).build();
    }
}
