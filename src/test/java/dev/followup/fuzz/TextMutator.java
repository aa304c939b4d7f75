package dev.followup.fuzz;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// A source of broken texts: samples with parts left out, doubled, moved and exchanged, and with what readers stumble
/// over put in.
///
/// @param samples good texts
/// @param separator what is between the parts of a text, such as a line break
/// @param words what is put in besides the usual oddities
public record TextMutator(List<String> samples, String separator, List<String> words)
        implements Function<Random, String> {

    /// The longest text: as long as what the gateway accepts.
    private static final int LONGEST = 256 * 1024;

    private static final int MOST_CHANGES = 6;
    private static final Pattern NUMBER = Pattern.compile("\\d+");

    /// Numbers out of every range, and characters that look like others or like nothing.
    static final List<String> ODDITIES = List.of(
            "",
            "0",
            "-1",
            "1.5",
            "2147483648",
            "9223372036854775807",
            "9223372036854775808",
            "-9223372036854775808",
            "31556889864403199",
            "1e9",
            "1e400",
            "1e999999999",
            "9".repeat(400),
            "0x1F",
            "NaN",
            "null",
            "true",
            "[]",
            "{}",
            "\"",
            "'",
            "\\",
            "\u0000",
            "\uFEFF",
            "\u00A0",
            "\u200B",
            "\u202E",
            "\u2028",
            "\uD83D",
            "\uD83D\uDE00",
            "\u0430",
            "\u0130",
            "\uFFFF",
            "\t",
            "\r",
            "\r\n",
            "\n\n",
            " ",
            "%",
            "+",
            "<html><body>Error</body></html>",
            "a".repeat(5_000));

    public TextMutator {
        samples = List.copyOf(samples);
        words = Stream.concat(ODDITIES.stream(), words.stream()).toList();
    }

    /// A broken text.
    @Override
    public String apply(Random random) {
        var text = any(samples, random);
        for (int changes = 1 + random.nextInt(MOST_CHANGES); changes > 0; changes--) {
            text = random.nextBoolean() ? withOtherParts(text, random) : withOtherCharacters(text, random);
            text = text.substring(0, Math.min(text.length(), LONGEST));
        }
        return text;
    }

    private String withOtherParts(String text, Random random) {
        var parts = new ArrayList<>(List.of(text.split(Pattern.quote(separator), -1)));
        int at = random.nextInt(parts.size());
        int other = random.nextInt(parts.size());
        switch (random.nextInt(8)) {
            case 0 -> parts.remove(at);
            case 1 -> parts.add(other, parts.get(at));
            case 2 -> Collections.swap(parts, at, other);
            case 3 -> parts.add(other, parts.remove(at));
            case 4 -> parts.set(at, " ".repeat(random.nextInt(9)) + parts.get(at));
            case 5 -> parts.set(at, parts.get(at).stripLeading());
            case 6 -> parts.addAll(at, Collections.nCopies(random.nextInt(3_000), parts.get(other)));
            default -> parts.add(at, any(List.of(any(samples, random).split(Pattern.quote(separator), -1)), random));
        }
        return String.join(separator, parts);
    }

    private String withOtherCharacters(String text, Random random) {
        int from = random.nextInt(text.length() + 1);
        int to = Math.min(text.length(), from + random.nextInt(random.nextInt(40) + 1));
        var before = text.substring(0, from);
        var part = text.substring(from, to);
        var after = text.substring(to);
        return switch (random.nextInt(7)) {
            case 0 -> before + after;
            case 1 -> before + any(words, random) + part + after;
            case 2 -> before + any(words, random) + after;
            case 3 -> before + part.repeat(random.nextInt(3_000)) + after;
            case 4 -> random.nextInt(8) > 0 ? text : before; // cut off, but not too often
            case 5 -> before + any(words, random).repeat(random.nextInt(300)) + after;
            default -> before + NUMBER.matcher(after).replaceFirst(Matcher.quoteReplacement(any(words, random)));
        };
    }

    private static <T> T any(List<T> of, Random random) {
        return of.get(random.nextInt(of.size()));
    }
}
