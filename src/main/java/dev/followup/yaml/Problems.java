package dev.followup.yaml;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// What is wrong with a rule file, gathered while it is read. A reader that meets a problem notes it and answers
/// something harmless, so that the rest is read as well; with a problem noted no book is ever handed out.
public final class Problems {

    private final List<Problem> noted = new ArrayList<>();

    /// @param path which part of the book it is about, such as `call-new-lead.then`; empty for the book
    /// itself
    /// @param words what was found and what is expected
    void note(Position position, String path, String words) {
        noted.add(new Problem(position, path, words));
    }

    public boolean isEmpty() {
        return noted.isEmpty();
    }

    /// Each problem in one line, in the order noted.
    public List<String> lines() {
        return noted.stream().map(Problem::toString).toList();
    }

    /// All problems, in the order of the file.
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
            return position + (path.isEmpty() ? "" : " " + path) + ": " + words;
        }
    }
}
