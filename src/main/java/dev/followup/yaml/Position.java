package dev.followup.yaml;

import org.snakeyaml.engine.v2.exceptions.Mark;

/// A position in a file. Prints as editors understand it: `rules.yaml:13:18`.
///
/// @param line from 1
/// @param column from 1, in characters
public record Position(String file, int line, int column) {

    static Position of(Mark mark) {
        return new Position(mark.getName(), mark.getLine() + 1, mark.getColumn() + 1);
    }

    @Override
    public String toString() {
        return file + ":" + line + ":" + column;
    }
}
