package dev.followup.yaml;

import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The vocabulary of one place in a file.
///
/// @param expected a description of what the place accepts, for problems
/// @param words the words themselves
/// @param elsewhere the words that people look for here, with the place where they belong
public record AllowedWords(String expected, Collection<String> words, Map<String, String> elsewhere) {

    public AllowedWords(String expected, Collection<String> words) {
        this(expected, words, Map.of());
    }

    public static AllowedWords of(String... words) {
        return new AllowedWords(ValueText.or(List.of(words)), List.of(words));
    }

    /// The same words with another description, for a place that accepts more than words.
    public AllowedWords expecting(String expected) {
        return new AllowedWords(expected, words, elsewhere);
    }

    /// The same words, where people look for others too.
    ///
    /// @param places where these belong, such as `in an action`
    public AllowedWords elsewhere(Map<String, String> places) {
        return new AllowedWords(expected, words, places);
    }

    public boolean knows(String word) {
        return words.contains(word);
    }

    /// The objection to a word, in the form of a problem; empty if the word is allowed.
    public Optional<String> objection(String word) {
        if (words.contains(word)) {
            return Optional.empty();
        }
        var place = elsewhere.get(word);
        return Optional.of("found " + ValueText.quoted(word) + (place == null ? hint(word) : ", expected it " + place));
    }

    /// The list that was meant by a text of several allowed words with commas, such as `[status, owner]`; empty
    /// if the text is something else.
    public Optional<String> listed(String text) {
        var parts = Arrays.stream(text.split(",", -1)).map(String::strip).toList();
        return parts.size() > 1 && words.containsAll(parts)
                ? Optional.of("a list: [" + String.join(", ", parts) + "]")
                : Optional.empty();
    }

    /// What to say behind a word that is not allowed: the word that was probably meant, else what is expected.
    public String hint(String word) {
        return hint(word, "");
    }

    /// The same for a word behind others.
    ///
    /// @param before what is before it, such as `lead.`
    public String hint(String word, String before) {
        var near = nearest(word).map(known -> "\"" + before + known + "\"");
        var unseen = LookAlikes.warning(word)
                .filter(_ -> near.isPresent() || LookAlikes.isPartlyAscii(word))
                .or(() -> nearest(word).flatMap(known -> LookAlikes.warning(word, known)))
                .map(warning -> ", which " + warning);
        return unseen.map(warning -> warning + ", expected " + near.orElse(expected))
                .or(() -> near.map(known -> ", did you mean " + known + "?"))
                .orElse(", expected " + expected);
    }

    /// Whether the value of a node is one of the words; a problem is noted if not.
    public boolean admits(YamlNode node) {
        if (node.value().orElse(0) instanceof String word) {
            objection(word).ifPresent(node::object);
            return words.contains(word);
        }
        node.refuse(expected);
        return false;
    }

    /// The allowed word that was probably meant; empty if none is similar.
    public Optional<String> nearest(String written) {
        var word = LookAlikes.replacedIn(written);
        var sameLetters = words.stream()
                .filter(known -> word.equalsIgnoreCase(LookAlikes.replacedIn(known)))
                .findFirst();
        if (sameLetters.isPresent()) {
            return sameLetters;
        }
        int tolerated = word.length() < 5 ? word.length() / 3 : 2;
        return words.stream()
                .filter(known -> Math.abs(known.length() - word.length()) <= tolerated)
                .filter(known -> distance(LookAlikes.replacedIn(known), word) <= tolerated)
                .min(Comparator.comparingInt((String known) -> distance(LookAlikes.replacedIn(known), word))
                        .thenComparing(Comparator.naturalOrder()));
    }

    /// The edit distance of two words: characters to insert, delete or replace, and neighbours to swap.
    private static int distance(String one, String other) {
        var edits = new int[one.length() + 1][other.length() + 1];
        for (int i = 0; i <= one.length(); i++) {
            for (int j = 0; j <= other.length(); j++) {
                edits[i][j] = i == 0 || j == 0 ? i + j : edits(edits, one, i, other, j);
            }
        }
        return edits[one.length()][other.length()];
    }

    /// The distance of the first `i` characters of one word and the first `j` of the other, by those of shorter
    /// parts.
    private static int edits(int[][] edits, String one, int i, String other, int j) {
        int replaced = edits[i - 1][j - 1] + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
        int least = Math.min(replaced, 1 + Math.min(edits[i - 1][j], edits[i][j - 1]));
        boolean swapped =
                i > 1 && j > 1 && one.charAt(i - 1) == other.charAt(j - 2) && one.charAt(i - 2) == other.charAt(j - 1);
        return swapped ? Math.min(least, edits[i - 2][j - 2] + 1) : least;
    }
}
