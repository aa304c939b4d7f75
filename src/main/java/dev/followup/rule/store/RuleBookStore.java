package dev.followup.rule.store;

import dev.followup.account.Account;
import dev.followup.config.FollowupConfig;
import dev.followup.config.ResourceLocation;
import dev.followup.directory.Directory;
import dev.followup.directory.DirectoryReader;
import dev.followup.rule.RuleBook;
import dev.followup.yaml.InvalidFileException;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.file.attribute.FileTime;
import java.time.ZoneId;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// The rule books in use: an account's own, or the common one, each with the directory beside it. A book or
/// directory in a file is read again when the file changes; if the changed one is invalid, that is logged, and
/// the last valid one stays in use.
@ApplicationScoped
public class RuleBookStore {

    private static final Logger LOG = Logger.getLogger(RuleBookStore.class);

    /// The time of a file that was not read before.
    private static final FileTime NEVER = FileTime.fromMillis(Long.MIN_VALUE);

    private final ResourceLocation forAll;
    private final Map<Place, Version> current = new ConcurrentHashMap<>();
    private final Map<ResourceLocation, Names> directories = new ConcurrentHashMap<>();

    /// Which resources of the zip exist: that never changes.
    private final Map<ResourceLocation, Boolean> resources = new ConcurrentHashMap<>();

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
        var place = place(account);
        var before = inUse(account, place);
        var directory = directory(place.directory(), before);
        return current.compute(
                        place,
                        (_, _) -> before == null
                                ? read(place.book(), directory)
                                : upToDate(place.book(), directory, before))
                .version;
    }

    /// The names of an account; empty if there is no directory beside its book.
    ///
    /// @throws InvalidFileException if the directory is invalid and never was valid
    /// @throws IllegalArgumentException if it cannot be read
    public Optional<Directory> directory(Account account) {
        var place = place(account);
        return Optional.ofNullable(directory(place.directory(), inUse(account, place)));
    }

    private Place place(Account account) {
        return new Place(location(account), directoryInUse(account));
    }

    /// The version that an account uses so far: a directory of its own may be new. `null` for none.
    private @Nullable Version inUse(Account account, Place place) {
        var before = current.get(place);
        return before == null ? current.get(new Place(place.book(), commonDirectory(account))) : before;
    }

    /// The location of an account's directory, which may be missing: its own, or the common one.
    public ResourceLocation directoryInUse(Account account) {
        var own = location(account).sibling("directory." + account.name() + ".yaml");
        return directories.containsKey(own) || exists(own) ? own : commonDirectory(account);
    }

    private ResourceLocation commonDirectory(Account account) {
        return location(account).sibling("directory.yaml");
    }

    private boolean exists(ResourceLocation location) {
        return location.canChange() ? location.exists() : resources.computeIfAbsent(location, ResourceLocation::exists);
    }

    /// @param inUse the version of the book that is used so far; `null` for none
    private @Nullable Directory directory(ResourceLocation location, @Nullable Version inUse) {
        if (!directories.containsKey(location) && !exists(location)) {
            return null;
        }
        var first = inUse == null ? null : new Names(inUse.directory, NEVER);
        return directories.compute(location, (_, before) -> {
                    var known = before == null ? first : before;
                    return known == null ? readDirectory(location) : upToDate(location, known);
                })
                .directory;
    }

    private static Names upToDate(ResourceLocation location, Names before) {
        var writtenAt = location.writtenAt();
        if (writtenAt.equals(before.writtenAt)) {
            return before;
        }
        try {
            var next = readDirectory(location);
            LOG.infof("%s changed: its names are in use now", location.where());
            return next;
        } catch (InvalidFileException | IllegalArgumentException e) {
            LOG.errorf(
                    "%s changed and is wrong, the names from before stay in use:%n%s",
                    location.where(), e.getMessage());
            return new Names(before.directory, writtenAt);
        }
    }

    private static Names readDirectory(ResourceLocation location) {
        var writtenAt = location.writtenAt();
        return new Names(DirectoryReader.read(location.name(), location.text()), writtenAt);
    }

    /// The location of an account's book.
    public ResourceLocation location(Account account) {
        return Objects.requireNonNullElse(account.rules(), forAll);
    }

    private static Version upToDate(ResourceLocation location, @Nullable Directory directory, Version before) {
        var writtenAt = location.writtenAt();
        if (writtenAt.equals(before.writtenAt) && before.isOf(directory)) {
            return before;
        }
        try {
            var next = read(location, directory);
            LOG.infof(
                    "%s changed: %s rules are in use now",
                    location.where(), next.version.book().names().size());
            return next;
        } catch (InvalidFileException | IllegalArgumentException e) {
            LOG.errorf(
                    "%s or its directory changed, and the rules are wrong. The rules from before stay in use:%n%s",
                    location.where(), e.getMessage());
            return new Version(before.version, writtenAt, directory);
        }
    }

    private static Version read(ResourceLocation location, @Nullable Directory directory) {
        // The time first: a change between the two is then read once more, not missed.
        var writtenAt = location.writtenAt();
        var version = BookVersion.read(location.name(), location.text(), directory);
        version.book()
                .people()
                .inactive()
                .forEach(person -> LOG.warnf(
                        "%s: %s is passed over, since the directory says that the user %d is deactivated. Give the"
                                + " tasks to somebody else",
                        location.where(), person.name(), person.user()));
        return new Version(version, writtenAt, directory);
    }

    /// The location of a book, and that of the directory whose names it uses.
    private record Place(ResourceLocation book, ResourceLocation directory) {}

    /// @param directory with which the book was read; `null` for none
    private record Version(
            BookVersion version,
            FileTime writtenAt,
            @Nullable Directory directory) {

        @SuppressWarnings("ReferenceEquality") // a directory that is read again is another object
        boolean isOf(@Nullable Directory other) {
            return directory == other;
        }
    }

    /// @param directory `null` if there was none before the file, which is wrong
    private record Names(@Nullable Directory directory, FileTime writtenAt) {}
}
