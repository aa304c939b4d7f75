package dev.followup.yaml;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;

/// The mistakes that make a text no YAML. A parser often notices one lines later, in words of its own; people want
/// the place where it is, and what to write there.
///
/// @param lines the lines of the file
record SyntaxMistakes(List<String> lines) {

    /// A mistake at its place.
    ///
    /// @param line from 1
    /// @param column from 1
    /// @param words what was found and what is expected
    record Mistake(int line, int column, String words) {}

    private static final Pattern ENTRY =
            Pattern.compile("(?<indent>[\\s\\u00A0]*)(?<dashes>(?:- +)*)(?<key>[\\w.$-]+):(?<blank>\\s*)(?<value>.*)");

    /// What a value cannot begin with unless it is in quotes.
    private static final String SPECIAL = "*&!%@`{";

    private static final Pattern TEMPLATE = Pattern.compile("\\{[^{}:,\\s]+}.*");
    private static final Pattern COLON_INSIDE = Pattern.compile("[^\"'\\[{|>#].*:\\s.*");
    private static final Pattern COLON_IN_BRACES =
            Pattern.compile("[{,]\\s*[\\w-]+:\\s+(?<value>[^\"'\\[{,}][^,}]*:\\s[^,}]*)");

    /// What begins like a block of text, and is none.
    private static final Pattern NO_BLOCK = Pattern.compile("[>|](?![-+\\d]*$).*");

    private static final Pattern COMPARISON = Pattern.compile("(>=|>)\\s*(-?\\d+(?:\\.\\d+)?)");
    private static final Pattern COMMENT = Pattern.compile("\\s+#.*");

    /// The mistake that is behind what the parser says; what it says itself if none is recognised.
    Mistake explain(MarkedYamlEngineException broken) {
        int noticed = broken.getProblemMark().map(Mark::getLine).orElse(0);
        return IntStream.rangeClosed(0, Math.min(noticed, lines.size() - 1))
                .mapToObj(this::mistake)
                .flatMap(Optional::stream)
                .findFirst()
                .or(() -> indentation(noticed))
                .orElseGet(() -> unexplained(broken));
    }

    private static Mistake unexplained(MarkedYamlEngineException broken) {
        boolean isKey = String.valueOf(broken.getProblem()).contains("could not find expected ':'");
        var mark = isKey ? broken.getContextMark() : broken.getProblemMark();
        int line = mark.map(Mark::getLine).orElse(0) + 1;
        int column = mark.map(Mark::getColumn).orElse(0) + 1;
        return new Mistake(
                line,
                column,
                isKey
                        ? "this is not YAML: found a line without a colon, expected a key, a colon, a space and a value"
                        : "this is not YAML: " + inPlainWords(String.valueOf(broken.getProblem())));
    }

    private static String inPlainWords(String problem) {
        return problem.startsWith("expected <block end>")
                ? "found what does not belong to the lines above it, expected other spaces at the beginning of the line"
                : problem;
    }

    /// A mistake that can be seen in a line by itself, and in the line behind it.
    private Optional<Mistake> mistake(int index) {
        var line = lines.get(index);
        int indent = indent(line);
        if (indent < line.length() && (line.charAt(indent) == '\t' || line.charAt(indent) == '\u00A0')) {
            var found = line.charAt(indent) == '\t' ? "a tab" : "the no-break space U+00A0";
            return Optional.of(new Mistake(
                    index + 1, indent + 1, "found " + found + " at the beginning of a line, expected spaces"));
        }
        var entry = ENTRY.matcher(line);
        return entry.matches() ? ofEntry(index, entry, line) : Optional.empty();
    }

    private Optional<Mistake> ofEntry(int index, Matcher entry, String line) {
        var value = COMMENT.matcher(entry.group("value")).replaceFirst("").stripTrailing();
        if (value.isEmpty()) {
            return Optional.empty();
        }
        if (entry.group("blank").isEmpty()) {
            var found = entry.group("key") + ":" + value;
            return Optional.of(new Mistake(
                    index + 1,
                    entry.start("key") + 1,
                    "found " + ValueText.quoted(found) + ", expected a space behind the colon"));
        }
        if (opensQuote(value) && looksLikeEntry(index + 1)) {
            return Optional.of(new Mistake(
                    index + 1,
                    entry.start("value") + 1,
                    "found a quote that is not closed, expected " + value.charAt(0) + " at the end of the text"));
        }
        var inBraces = COLON_IN_BRACES.matcher(line);
        if (value.startsWith("{") && inBraces.find()) {
            return Optional.of(unquoted(
                    index, inBraces.start("value"), inBraces.group("value").strip()));
        }
        boolean isSpecial = NO_BLOCK.matcher(value).matches()
                || (SPECIAL.indexOf(value.charAt(0)) >= 0
                        && (value.charAt(0) != '{' || TEMPLATE.matcher(value).matches()));
        return isSpecial || COLON_INSIDE.matcher(value).matches()
                ? Optional.of(unquoted(index, entry.start("value"), value))
                : Optional.empty();
    }

    private static Mistake unquoted(int index, int start, String value) {
        var comparison = COMPARISON.matcher(value);
        return new Mistake(
                index + 1,
                start + 1,
                comparison.matches()
                        ? "found %s, expected { numeric: [\"%s\", %s] }"
                                .formatted(value, comparison.group(1), comparison.group(2))
                        : "found %s without quotes, expected it in quotes: %s".formatted(value, quoted(value)));
    }

    /// Whether a value begins with a quote that its line does not close.
    private static boolean opensQuote(String value) {
        char quote = value.charAt(0);
        return (quote == '"' || quote == '\'')
                && value.replace("\\" + quote, "").indexOf(quote, 1) < 0;
    }

    /// Whether the next line that is not blank is a key with its value, or there is none: a text over several lines
    /// looks otherwise.
    private boolean looksLikeEntry(int index) {
        return lines.stream()
                .skip(index)
                .filter(line -> !line.isBlank())
                .findFirst()
                .map(line -> ENTRY.matcher(line).matches())
                .orElse(true);
    }

    private static String quoted(String value) {
        return value.contains("\"") ? "'" + value.replace("'", "''") + "'" : '"' + value + '"';
    }

    /// Of two lines of which the second is further to the right although the first has a value already, the one that
    /// differs from its neighbours.
    private Optional<Mistake> indentation(int noticed) {
        var entries = IntStream.rangeClosed(0, Math.min(noticed, lines.size() - 1))
                .filter(index -> ENTRY.matcher(lines.get(index)).matches())
                .boxed()
                .toList()
                .reversed();
        if (entries.size() < 2 || entries.getFirst() != noticed) {
            return Optional.empty();
        }
        int last = keyColumn(noticed);
        int previous = keyColumn(entries.get(1));
        int before = entries.size() > 2 ? keyColumn(entries.get(2)) : previous;
        if (last > previous && hasValue(entries.get(1))) {
            return Optional.of(
                    last == before ? indented(entries.get(1), previous, before) : indented(noticed, last, previous));
        }
        boolean isKnown = entries.stream().skip(1).anyMatch(index -> keyColumn(index) == last);
        return last < previous && !isKnown ? Optional.of(indented(noticed, last, previous)) : Optional.empty();
    }

    private boolean hasValue(int index) {
        var entry = ENTRY.matcher(lines.get(index));
        return entry.matches() && !entry.group("value").isEmpty();
    }

    private Mistake indented(int index, int column, int expected) {
        var entry = ENTRY.matcher(lines.get(index));
        var key = entry.matches() ? entry.group("key") : "";
        return new Mistake(
                index + 1,
                column + 1,
                "found \"%s\" behind %d spaces, expected %d as in the lines beside it"
                        .formatted(key, column, expected));
    }

    /// The column at which the key of a line begins, from 0.
    private int keyColumn(int index) {
        var entry = ENTRY.matcher(lines.get(index));
        return entry.matches() ? entry.start("key") : 0;
    }

    private static int indent(String line) {
        return (int) line.chars().takeWhile(character -> character == ' ').count();
    }
}
