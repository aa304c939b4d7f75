package dev.followup.console;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A rule book as the page shows it.
///
/// @param name of its file, such as `rules.yaml`
/// @param text of the book
/// @param version of the file, which changes with it
/// @param canSave whether the page may write the file
/// @param problems what is wrong with the book; empty if it is valid
/// @param rules the rules in the order of the book, as far as it can be read
/// @param cases the results of the book's cases; `null` if there are none, or the book is not valid
record RuleBookView(
        String name,
        String text,
        String version,
        boolean canSave,
        List<Problem> problems,
        List<BookRule> rules,
        @Nullable Cases cases) {

    /// A problem of a file.
    ///
    /// @param line from 1; 0 if it is not about a line
    /// @param words its path, what was found and what is expected
    record Problem(int line, String words) {}

    /// A rule of the book.
    ///
    /// @param fired how often it has fired since the start
    record BookRule(String name, int line, long fired) {}

    /// The results of the cases.
    ///
    /// @param name of their file
    /// @param problems what is wrong with the file
    record Cases(String name, List<Problem> problems, List<CaseResult> results) {}

    /// The result of a case.
    ///
    /// @param line of the case in its file
    /// @param failure the difference; `null` if the case holds
    record CaseResult(String name, int line, @Nullable String failure) {}
}
