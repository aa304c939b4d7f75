package dev.followup.rule.pattern;

import dev.followup.rule.pattern.TextCondition.IgnoringCase;
import dev.followup.rule.pattern.TextCondition.Prefix;
import dev.followup.rule.pattern.TextCondition.Suffix;
import dev.followup.rule.pattern.TextCondition.Wildcard;
import dev.followup.yaml.AllowedWords;
import dev.followup.yaml.YamlNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// The reader of conditions on texts.
final class TextConditionReader {

    static final String IGNORING_CASE = "equals-ignore-case";
    static final AllowedWords CONDITIONS = AllowedWords.of("prefix", "suffix", IGNORING_CASE, "wildcard");

    private static final AllowedWords IN_ANY_CASE = AllowedWords.of(IGNORING_CASE);

    private static final Pattern TOKEN = Pattern.compile("\\G(?:\\\\(?<escaped>[*\\\\])|\\*(?!\\*)|[^*\\\\]+)");

    private TextConditionReader() {}

    /// Reads the value of one of the words; a prefix or suffix may ignore case.
    static Optional<Condition> read(String word, YamlNode node) {
        boolean affix = word.equals("prefix") || word.equals("suffix");
        return affix && node.isMapping()
                ? node.keys(IN_ANY_CASE)
                        .optional(IGNORING_CASE)
                        .flatMap(text -> text(text).map(affixed -> affix(word, affixed, true)))
                : alone(word, node);
    }

    /// Reads a list of texts for one of the words, one condition each.
    static List<Condition> many(String word, YamlNode node) {
        if (node.items().isEmpty()) {
            node.refuse("at least one text");
        }
        return node.items().stream().flatMap(item -> alone(word, item).stream()).toList();
    }

    private static Optional<Condition> alone(String word, YamlNode node) {
        var text = text(node);
        return switch (word) {
            case IGNORING_CASE -> text.map(IgnoringCase::new);
            case "wildcard" -> text.flatMap(pattern -> wildcard(pattern, node));
            default -> text.map(affixed -> affix(word, affixed, false));
        };
    }

    private static Condition affix(String word, String text, boolean anyCase) {
        return word.equals("prefix") ? new Prefix(text, anyCase) : new Suffix(text, anyCase);
    }

    private static Optional<String> text(YamlNode node) {
        if (node.value().orElse("") instanceof String text && !text.isEmpty()) {
            return Optional.of(text);
        }
        node.refuse("a text that is not empty");
        return Optional.empty();
    }

    private static Optional<Condition> wildcard(String pattern, YamlNode node) {
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
            node.refuse("a * for any characters, never two in a row; * and \\ themselves are written \\* and \\\\");
            return Optional.empty();
        }
        pieces.add(piece.toString());
        return Optional.of(new Wildcard(pattern, List.copyOf(pieces)));
    }
}
