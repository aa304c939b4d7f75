package dev.followup.journal;

import dev.followup.ledger.Journal;
import dev.followup.rule.store.BookVersion;
import dev.followup.yaml.InvalidFileException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// The versions of an account's rule book: that of today, and those of then as the journal keeps them.
final class BookHistory {

    private final String account;
    private final Journal journal;
    private final BookVersion today;
    private final Map<String, Optional<BookVersion>> read = new ConcurrentHashMap<>();

    BookHistory(String account, Journal journal, BookVersion today) {
        this.account = account;
        this.journal = journal;
        this.today = today;
    }

    BookVersion today() {
        return today;
    }

    /// The version with this digest; empty if its text is not kept, or if this release does not understand it.
    Optional<BookVersion> version(@Nullable String digest) {
        if (digest == null) {
            return Optional.empty();
        }
        return digest.equals(today.digest()) ? Optional.of(today) : read.computeIfAbsent(digest, this::read);
    }

    private Optional<BookVersion> read(String digest) {
        return journal.book(account, digest).flatMap(text -> {
            try {
                return Optional.of(BookVersion.kept(text.name(), text.text(), text.names()));
            } catch (InvalidFileException _) {
                return Optional.empty();
            }
        });
    }
}
