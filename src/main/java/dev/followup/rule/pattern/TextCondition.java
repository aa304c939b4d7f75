package dev.followup.rule.pattern;

import dev.followup.yaml.ValueText;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A condition on a text; it never holds for anything else.
///
/// Without case, letters are compared one by one, as in `String.equalsIgnoreCase`: `ß` is not `SS`.
sealed interface TextCondition extends Condition {

    /// Whether it holds for the text.
    boolean fits(String text);

    @Override
    default boolean holds(@Nullable Object found) {
        return found instanceof String text && fits(text);
    }

    /// A text with this beginning.
    record Prefix(String prefix, boolean anyCase) implements TextCondition {

        @Override
        public boolean fits(String text) {
            return text.regionMatches(anyCase, 0, prefix, 0, prefix.length());
        }

        @Override
        public String wanted() {
            return ValueText.quoted(prefix) + "…" + inAnyCase(anyCase);
        }
    }

    /// A text with this end.
    record Suffix(String suffix, boolean anyCase) implements TextCondition {

        @Override
        public boolean fits(String text) {
            return text.regionMatches(anyCase, text.length() - suffix.length(), suffix, 0, suffix.length());
        }

        @Override
        public String wanted() {
            return "…" + ValueText.quoted(suffix) + inAnyCase(anyCase);
        }
    }

    /// The same text in any case.
    record IgnoringCase(String wording) implements TextCondition {

        @Override
        public boolean fits(String text) {
            return text.equalsIgnoreCase(wording);
        }

        @Override
        public String wanted() {
            return ValueText.quoted(wording) + inAnyCase(true);
        }
    }

    /// A text of these pieces in this order, with anything or nothing between them. Each piece is searched
    /// once, after the previous one, so that matching is linear for every text.
    ///
    /// @param pattern the pattern as written
    /// @param pieces the parts between the stars; a single one must be the whole text
    record Wildcard(String pattern, List<String> pieces) implements TextCondition {

        @Override
        public boolean fits(String text) {
            var first = pieces.getFirst();
            var last = pieces.getLast();
            if (pieces.size() == 1) {
                return text.equals(first);
            }
            int from = first.length();
            int end = text.length() - last.length();
            if (from > end || !text.startsWith(first) || !text.endsWith(last)) {
                return false;
            }
            for (var piece : pieces.subList(1, pieces.size() - 1)) {
                int at = text.indexOf(piece, from, end);
                if (at < 0) {
                    return false;
                }
                from = at + piece.length();
            }
            return true;
        }

        @Override
        public String wanted() {
            return "like " + ValueText.quoted(pattern);
        }
    }

    private static String inAnyCase(boolean anyCase) {
        return anyCase ? " in any case" : "";
    }
}
