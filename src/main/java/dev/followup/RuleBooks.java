package dev.followup;

import dev.followup.account.Account;
import dev.followup.config.FollowupConfig;
import dev.followup.rule.InvalidRulesException;
import dev.followup.rule.RuleBook;
import dev.followup.rule.RuleBookReader;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import org.jboss.logging.Logger;

/// The rule book in use. One from a file is read again when the file changes; a changed book that is wrong is
/// told in the log, and the last right one goes on.
@ApplicationScoped
public class RuleBooks {

    private static final Logger LOG = Logger.getLogger(RuleBooks.class);
    private static final String FILE = "file:";
    private static final String CLASSPATH = "classpath:";

    private final String location;
    private Version current;

    /// @throws InvalidRulesException if the book is wrong
    /// @throws IllegalArgumentException if there is none
    RuleBooks(FollowupConfig config) {
        this.location = config.rules();
        this.current = read();
    }

    /// The book that decides for an account.
    public synchronized RuleBook of(Account account) {
        if (!writtenAt().equals(current.writtenAt)) {
            current = readAgain();
        }
        return current.book;
    }

    private Version readAgain() {
        try {
            var next = read();
            LOG.infof(
                    "%s changed: %s rules are in use now",
                    location, next.book.names().size());
            return next;
        } catch (InvalidRulesException e) {
            LOG.errorf("%s changed and is wrong, the rules from before stay in use:%n%s", location, e.getMessage());
            return new Version(current.book, writtenAt());
        }
    }

    private Version read() {
        // The time first: a change between the two is then read once more, not missed.
        var writtenAt = writtenAt();
        return new Version(RuleBookReader.read(name(), text()), writtenAt);
    }

    private String text() {
        try {
            return location.startsWith(FILE) ? Files.readString(path()) : resource();
        } catch (IOException e) {
            throw new IllegalArgumentException("FOLLOWUP_RULES is " + location + ", which cannot be read: " + e, e);
        }
    }

    private String resource() throws IOException {
        if (!location.startsWith(CLASSPATH)) {
            throw new IllegalArgumentException(
                    "FOLLOWUP_RULES is " + location + ", expected classpath: and a resource, or file: and a path");
        }
        try (var in = Thread.currentThread()
                .getContextClassLoader()
                .getResourceAsStream(location.substring(CLASSPATH.length()))) {
            if (in == null) {
                throw new IllegalArgumentException("FOLLOWUP_RULES is " + location + ", which is not in the zip");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private FileTime writtenAt() {
        if (!location.startsWith(FILE)) {
            return FileTime.fromMillis(0);
        }
        try {
            return Files.getLastModifiedTime(path());
        } catch (IOException _) {
            // An editor may be replacing the file at this moment: gone is a version of its own, which cannot be read.
            return FileTime.fromMillis(0);
        }
    }

    private Path path() {
        return Path.of(location.substring(FILE.length()));
    }

    /// What problems call the book: the last part of where it is.
    private String name() {
        return location.substring(Math.max(location.lastIndexOf('/'), location.lastIndexOf(':')) + 1);
    }

    private record Version(RuleBook book, FileTime writtenAt) {}
}
