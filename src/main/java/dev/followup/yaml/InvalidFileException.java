package dev.followup.yaml;

import java.io.Serial;
import java.util.List;

/// A rule file cannot be used. Holds every problem of the file in the order of the file, each in one line:
/// place, part of the book, what stands there, what is expected.
public final class InvalidFileException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1;

    private final transient List<String> problems;

    InvalidFileException(List<String> problems) {
        super(String.join("\n", problems));
        this.problems = List.copyOf(problems);
    }

    /// Every problem, such as `rules.yaml:14:16 call-new-lead.then.create-task.due: found "soon", expected …`.
    public List<String> problems() {
        return problems;
    }
}
