package dev.followup.rule.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.followup.directory.Directory;
import dev.followup.directory.DirectoryReader;
import dev.followup.directory.DirectoryWriter;
import dev.followup.rule.RuleBook;
import dev.followup.rule.RuleBookReader;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/// A version of a rule book with its text, and with those names of the account that it uses: with both, it can
/// be read again as it was.
///
/// @param digest of name, text and names: equal for equal versions
/// @param name its name in reasons, such as `rules.yaml`
/// @param names the part of the directory that the book uses, in the form of `directory.yaml`; empty if
/// it uses none
public record BookVersion(RuleBook book, String digest, String name, String text, String names) {

    private static final int DIGEST_BYTES = 8;

    /// The version that a text is without a directory.
    ///
    /// @throws dev.followup.yaml.InvalidFileException if the book is wrong
    public static BookVersion read(String name, String text) {
        return read(name, text, (Directory) null);
    }

    /// The version that a text is.
    ///
    /// @param directory the names of the account; `null` if there are none
    /// @throws dev.followup.yaml.InvalidFileException if the book is wrong
    public static BookVersion read(String name, String text, @Nullable Directory directory) {
        var book = RuleBookReader.read(name, text, directory);
        var names = book.directory().equals(Directory.EMPTY) ? "" : DirectoryWriter.plain(book.directory());
        return new BookVersion(book, digest(name, text, names), name, text, names);
    }

    /// The version that was kept.
    ///
    /// @param names the names that it used, as `names` of that version has them
    /// @throws dev.followup.yaml.InvalidFileException if this release does not understand it
    public static BookVersion kept(String name, String text, String names) {
        return read(name, text, names.isEmpty() ? null : DirectoryReader.read("directory.yaml", names));
    }

    private static String digest(String name, String text, String names) {
        try {
            var sha = MessageDigest.getInstance("SHA-256");
            sha.update(name.getBytes(UTF_8));
            sha.update((byte) 0);
            sha.update(text.getBytes(UTF_8));
            if (!names.isEmpty()) { // a book of ids alone has the digest that it had without a directory
                sha.update((byte) 0);
                sha.update(names.getBytes(UTF_8));
            }
            return HexFormat.of().formatHex(sha.digest(), 0, DIGEST_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has SHA-256", e);
        }
    }
}
