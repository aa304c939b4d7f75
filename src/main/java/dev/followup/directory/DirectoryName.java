package dev.followup.directory;

import java.util.function.Predicate;
import java.util.stream.Stream;

/// A name of a directory with the id that it stands for.
///
/// @param name such as `Vera Lind`, or `Sales / Contract` for a stage
/// @param other another name for it: a user's e-mail address, a stage without its pipeline; empty if
/// there is none
/// @param detail what tells it from others of the same name; empty if its name does
record DirectoryName(long id, String name, String other, String detail) {

    String key() {
        return Long.toString(id);
    }

    boolean isCalled(Predicate<String> test) {
        return words().anyMatch(test);
    }

    /// The words by which it may be called.
    Stream<String> words() {
        return Stream.of(name, other).filter(word -> !word.isEmpty());
    }

    /// As in `"Vera Lind" (103, vera@example.com)`.
    String withId() {
        return "\"%s\" (%d%s)".formatted(name, id, detail.isEmpty() ? "" : ", " + detail);
    }
}
