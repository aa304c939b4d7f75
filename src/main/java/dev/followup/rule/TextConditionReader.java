package dev.followup.rule;

import dev.followup.rule.TextCondition.IgnoringCase;
import dev.followup.rule.TextCondition.Prefix;
import dev.followup.rule.TextCondition.Suffix;
import dev.followup.rule.TextCondition.Wildcard;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// Reads conditions on texts.
final class TextConditionReader {

    static final String IGNORING_CASE = "equals-ignore-case";
    static final Vocabulary CONDITIONS = Vocabulary.of("prefix", "suffix", IGNORING_CASE, "wildcard");

    private static final Vocabulary IN_ANY_CASE = Vocabulary.of(IGNORING_CASE);

    private static final Pattern TOKEN = Pattern.compile("\\G(?:\\\\(?<escaped>[*\\\\])|\\*(?!\\*)|[^*\\\\]+)");

    private TextConditionReader() {}

    /// What stands behind one of the words, alone or, of a beginning or an end, in whatever case.
    static Optional<Condition> read(String word, Passage passage) {
        boolean affix = word.equals("prefix") || word.equals("suffix");
        return affix && passage.isMapping()
                ? passage.keys(IN_ANY_CASE)
                        .optional(IGNORING_CASE)
                        .flatMap(text -> text(text).map(affixed -> affix(word, affixed, true)))
                : alone(word, passage);
    }

    /// The alternatives that stand behind one of the words, a text each.
    static List<Condition> many(String word, Passage passage) {
        if (passage.items().isEmpty()) {
            passage.refuse("at least one text");
        }
        return passage.items().stream()
                .flatMap(item -> alone(word, item).stream())
                .toList();
    }

    private static Optional<Condition> alone(String word, Passage passage) {
        var text = text(passage);
        return switch (word) {
            case IGNORING_CASE -> text.map(IgnoringCase::new);
            case "wildcard" -> text.flatMap(pattern -> wildcard(pattern, passage));
            default -> text.map(affixed -> affix(word, affixed, false));
        };
    }

    private static Condition affix(String word, String text, boolean anyCase) {
        return word.equals("prefix") ? new Prefix(text, anyCase) : new Suffix(text, anyCase);
    }

    private static Optional<String> text(Passage passage) {
        if (passage.value().orElse("") instanceof String text && !text.isEmpty()) {
            return Optional.of(text);
        }
        passage.refuse("a text that is not empty");
        return Optional.empty();
    }

    private static Optional<Condition> wildcard(String pattern, Passage passage) {
        var pieces = new ArrayList<String>();
        var piece = new StringBuilder();
        var token = TOKEN.matcher(pattern);
        int read = 0;
        while (token.find()) {
            read = token.end();
            if (token.group().equals("*")) {
                pieces.add(piece.toString());
                piece.setLength(0);
            } else {
                piece.append(token.group("escaped") == null ? token.group() : token.group("escaped"));
            }
        }
        if (read < pattern.length()) {
            passage.refuse("a * for any characters, never two in a row; * and \\ themselves are written \\* and \\\\");
            return Optional.empty();
        }
        pieces.add(piece.toString());
        return Optional.of(new Wildcard(pattern, List.copyOf(pieces)));
    }
}
