package dev.followup.bootstrap;

import dev.followup.account.token.SecretStore;
import dev.followup.account.token.SecretsManagerStore;
import dev.followup.warmup.AwsRedirect;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import java.time.Duration;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.sqs.SqsClient;

/// The producers of the AWS clients. Each client is made when it is first used, since a cold start must not
/// wait for clients it does not need, and a laptop needs none. The environment holds region and credentials.
class AwsClients {

    /// How long DynamoDB may take for one answer and for a whole call. It usually answers within some tens of
    /// milliseconds.
    static final Duration TABLE_ANSWERS = Duration.ofSeconds(2);

    static final Duration TABLE_CALL = Duration.ofSeconds(10);

    /// How long reading a secret may take with all attempts: a call to the CRM waits for it.
    private static final Duration SECRET_TIME = Duration.ofSeconds(5);

    /// How long sending a message may take with all attempts: the accounts' ticks are sent one after another.
    private static final Duration QUEUE_CALL = Duration.ofSeconds(5);

    @Produces
    @ApplicationScoped
    DynamoDbClient dynamoDb(AwsRedirect redirect) {
        return DynamoDbClient.builder()
                .httpClient(redirect.client(UrlConnectionHttpClient.builder().socketTimeout(TABLE_ANSWERS)))
                .overrideConfiguration(client -> client.apiCallTimeout(TABLE_CALL))
                .build();
    }

    @Produces
    @ApplicationScoped
    SecretStore secrets(AwsRedirect redirect) {
        return new SecretsManagerStore(SecretsManagerClient.builder()
                .httpClient(redirect.client(UrlConnectionHttpClient.builder()))
                .overrideConfiguration(override -> override.apiCallTimeout(SECRET_TIME))
                .build());
    }

    static SqsClient sqs(AwsRedirect redirect) {
        return SqsClient.builder()
                .httpClient(redirect.client(UrlConnectionHttpClient.builder()))
                .overrideConfiguration(client -> client.apiCallTimeout(QUEUE_CALL))
                .build();
    }
}
