package dev.followup.yaml;

import dev.followup.text.LogText;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// The problems of a file, collected while it is read. A reader that finds a problem notes it and returns a
/// harmless value, so that the rest is read too. A file with problems is never used.
public final class Problems {

    /// The longest words of a problem, in characters: a file may hold texts of any length.
    private static final int LONGEST = 1_000;

    private final List<Problem> noted = new ArrayList<>();

    /// @param path the part of the file, such as `call-new-lead.then`; empty for the file itself
    /// @param words what was found and what is expected
    void note(Position position, String path, String words) {
        noted.add(new Problem(position, path, words));
    }

    public boolean isEmpty() {
        return noted.isEmpty();
    }

    /// Each problem in one line, in the order in which they were noted.
    public List<String> lines() {
        return noted.stream().map(Problem::toString).toList();
    }

    /// All problems as an exception, in the order of the file.
    public InvalidFileException asException() {
        return new InvalidFileException(noted.stream()
                .sorted(Comparator.comparing(Problem::line).thenComparing(Problem::column))
                .map(Problem::toString)
                .toList());
    }

    private record Problem(Position position, String path, String words) {

        int line() {
            return position.line();
        }

        int column() {
            return position.column();
        }

        @Override
        public String toString() {
            return position + (path.isEmpty() ? "" : " " + LogText.of(path)) + ": " + LogText.of(words, LONGEST);
        }
    }
}
