package dev.followup.rule.store;

import dev.followup.account.Account;
import dev.followup.config.FollowupConfig;
import dev.followup.config.ResourceLocation;
import dev.followup.rule.RuleBook;
import dev.followup.yaml.InvalidFileException;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.file.attribute.FileTime;
import java.time.ZoneId;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;

/// The rule books in use: an account's own, or the common one. A book in a file is read again when the file
/// changes; if the changed book is invalid, that is logged, and the last valid one stays in use.
@ApplicationScoped
public class RuleBookStore {

    private static final Logger LOG = Logger.getLogger(RuleBookStore.class);

    private final ResourceLocation forAll;
    private final Map<ResourceLocation, Version> current = new ConcurrentHashMap<>();

    public RuleBookStore(FollowupConfig config) {
        this.forAll = new ResourceLocation("FOLLOWUP_RULES", config.rules());
    }

    /// The time zone of an account's rule book.
    public ZoneId zone(Account account) {
        return of(account).zone();
    }

    /// The book of an account.
    ///
    /// @throws InvalidFileException if it is invalid and never was valid
    /// @throws IllegalArgumentException if it cannot be read
    public RuleBook of(Account account) {
        return version(account).book();
    }

    /// The book of an account with its text.
    ///
    /// @throws InvalidFileException if it is invalid and never was valid
    /// @throws IllegalArgumentException if it cannot be read
    public BookVersion version(Account account) {
        var location = location(account);
        return current.compute(location, (_, before) -> before == null ? read(location) : upToDate(location, before))
                .version;
    }

    /// The location of an account's book.
    public ResourceLocation location(Account account) {
        return Objects.requireNonNullElse(account.rules(), forAll);
    }

    private static Version upToDate(ResourceLocation location, Version before) {
        var writtenAt = location.writtenAt();
        if (writtenAt.equals(before.writtenAt)) {
            return before;
        }
        try {
            var next = read(location);
            LOG.infof(
                    "%s changed: %s rules are in use now",
                    location.where(), next.version.book().names().size());
            return next;
        } catch (InvalidFileException | IllegalArgumentException e) {
            LOG.errorf(
                    "%s changed and is wrong, the rules from before stay in use:%n%s",
                    location.where(), e.getMessage());
            return new Version(before.version, writtenAt);
        }
    }

    private static Version read(ResourceLocation location) {
        // The time first: a change between the two is then read once more, not missed.
        var writtenAt = location.writtenAt();
        return new Version(BookVersion.read(location.name(), location.text()), writtenAt);
    }

    private record Version(BookVersion version, FileTime writtenAt) {}
}
