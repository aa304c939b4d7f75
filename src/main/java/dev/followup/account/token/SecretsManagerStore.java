package dev.followup.account.token;

import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.secretsmanager.model.SecretsManagerException;

/// Secrets in AWS Secrets Manager, each a plain text.
public final class SecretsManagerStore implements SecretStore {

    private final SecretsManagerClient client;

    public SecretsManagerStore(SecretsManagerClient client) {
        this.client = client;
    }

    @Override
    public String read(String name) {
        try {
            var text = client.getSecretValue(request -> request.secretId(name)).secretString();
            if (text == null) {
                throw new TokenUnavailableException.NeedsPerson("secret " + name + " holds bytes, expected a text");
            }
            return text;
        } catch (SdkException e) {
            var words = "secret " + name + " cannot be read: " + e.getMessage();
            throw isFinal(e)
                    ? new TokenUnavailableException.NeedsPerson(words + "; make it, and let the function read it")
                    : new TokenUnavailableException.Passing(words);
        }
    }

    /// Whether it is neither our network's fault nor the service's.
    private static boolean isFinal(SdkException failure) {
        return failure instanceof SecretsManagerException refusal
                && refusal.statusCode() < 500
                && !refusal.isThrottlingException();
    }
}
