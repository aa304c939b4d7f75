package dev.followup.yaml;

import java.io.Serial;
import java.util.List;

/// The refusal of a file, with every problem in the order of the file. Each problem is one line: position,
/// path, what was found, what is expected.
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
