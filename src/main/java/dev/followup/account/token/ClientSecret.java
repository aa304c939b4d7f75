package dev.followup.account.token;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/// The content of an integration's secret: the client secret itself and, behind a blank, the code of the last
/// consent.
///
/// @param code `null` if there is none
/// @param digest a hash of the text, which changes with the text and does not reveal it
record ClientSecret(Token secret, @Nullable Token code, String digest) {

    /// The client secret in a text.
    ///
    /// @throws IllegalArgumentException if it is not one or two words; the message contains none of them
    static ClientSecret of(String text) {
        var words = text.strip().split("\\s+", -1);
        if (words.length > 2) {
            throw new IllegalArgumentException("found " + words.length
                    + " words, expected the integration's secret and, behind a blank, the code of a consent");
        }
        return new ClientSecret(new Token(words[0]), words.length == 1 ? null : new Token(words[1]), digest(words));
    }

    private static String digest(String... words) {
        try {
            var text = String.join(" ", words).getBytes(StandardCharsets.UTF_8);
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
