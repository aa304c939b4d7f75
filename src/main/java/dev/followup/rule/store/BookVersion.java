package dev.followup.rule.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.followup.rule.RuleBook;
import dev.followup.rule.RuleBookReader;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// A version of a rule book with its text.
///
/// @param digest of name and text: equal for equal versions
/// @param name its name in reasons, such as `rules.yaml`
public record BookVersion(RuleBook book, String digest, String name, String text) {

    private static final int DIGEST_BYTES = 8;

    /// The version that a text is.
    ///
    /// @throws dev.followup.yaml.InvalidFileException if the book is wrong
    public static BookVersion read(String name, String text) {
        return new BookVersion(RuleBookReader.read(name, text), digest(name, text), name, text);
    }

    private static String digest(String name, String text) {
        try {
            var sha = MessageDigest.getInstance("SHA-256");
            sha.update(name.getBytes(UTF_8));
            sha.update((byte) 0);
            return HexFormat.of().formatHex(sha.digest(text.getBytes(UTF_8)), 0, DIGEST_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has SHA-256", e);
        }
    }
}
