package dev.followup.yaml;

import dev.followup.text.LogText;
import java.math.BigDecimal;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The text form of values, for reasons, problems and the texts of tasks.
public final class ValueText {

    private static final int LONGEST_QUOTE = 60;
    private static final int LONGEST_LIST = 200;

    /// Beyond this many zeros a number is printed with an exponent: `1e999999999` would fill the memory.
    private static final int MOST_ZEROS = 100;

    private ValueText() {}

    /// A value as a pattern contains it: `"VIP"`, `50000`, `["VIP", "new"]`.
    public static String quoted(@Nullable Object value) {
        return switch (value) {
            case String text -> '"' + LogText.of(text, LONGEST_QUOTE) + '"';
            case Collection<?> many ->
                "[" + shortened(many.stream().map(ValueText::quoted).collect(Collectors.joining(", ")), LONGEST_LIST)
                        + "]";
            case Map<?, ?> _ -> "{…}";
            case null -> "null";
            default -> plain(value);
        };
    }

    /// A value as people read it: text unchanged, numbers in full, several values with commas between them.
    /// Empty for a mapping, which has no text form, and for `null`.
    public static String plain(@Nullable Object value) {
        return switch (value) {
            case null -> "";
            case BigDecimal number when Math.abs(number.scale()) <= MOST_ZEROS -> number.toPlainString();
            case Collection<?> many ->
                many.stream().filter(Objects::nonNull).map(ValueText::plain).collect(Collectors.joining(", "));
            case Map<?, ?> _ -> "";
            default -> value.toString();
        };
    }

    /// `a, b or c`.
    public static String or(List<String> words) {
        int last = words.size() - 1;
        return last < 1 ? String.join("", words) : String.join(", ", words.subList(0, last)) + " or " + words.get(last);
    }

    /// At most `longest` characters of a text, with "…" where it was cut.
    public static String shortened(String text, int longest) {
        if (text.length() <= longest) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(longest - 2)) ? longest - 2 : longest - 1;
        return text.substring(0, end) + "…";
    }
}
