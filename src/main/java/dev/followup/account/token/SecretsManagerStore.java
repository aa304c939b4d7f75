package dev.followup.account.token;

import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.secretsmanager.model.SecretsManagerException;

/// The secret store in AWS Secrets Manager. Each secret is a plain text.
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

    /// Whether a retry would fail as well: the cause is neither our network nor the service.
    private static boolean isFinal(SdkException failure) {
        return failure instanceof SecretsManagerException refusal
                && refusal.statusCode() < 500
                && !refusal.isThrottlingException();
    }
}
