package dev.followup.yaml;

import java.util.Optional;

/// Characters that look like Latin letters, or like nothing at all: with them a word is another one, and nobody sees
/// why.
final class LookAlikes {

    /// Cyrillic letters, and the Latin letters that look or sound like them at the same places.
    private static final String CYRILLIC = "аеорсухіѕјмткдвнАВЕКМНОРСТХУІ";

    private static final String LATIN = "aeopcyxisjmtkdbhABEKMHOPCTXYI";

    private static final String INVISIBLE = "\u00AD\u200B\u200C\u200D\u2060\uFEFF";
    private static final String BLANKS = "\u00A0\u2007\u202F";

    private LookAlikes() {}

    /// The word in Latin letters, without invisible characters.
    static String replacedIn(String word) {
        var latin = new StringBuilder();
        word.chars().filter(character -> INVISIBLE.indexOf(character) < 0).forEach(character -> {
            int index = CYRILLIC.indexOf(character);
            latin.append(BLANKS.indexOf(character) >= 0 ? ' ' : index < 0 ? (char) character : LATIN.charAt(index));
        });
        return latin.toString();
    }

    /// Whether a word has ASCII letters or digits. In a word without any, such as a Cyrillic name, no letter is in
    /// the place of a Latin one.
    static boolean isPartlyAscii(String word) {
        return word.chars().anyMatch(character -> character < 128 && Character.isLetterOrDigit(character));
    }

    /// What is wrong with a word that looks like a known one and has other letters, such as "has the Latin
    /// letter o in place of the Cyrillic о"; empty if it does not look like it.
    static Optional<String> warning(String word, String known) {
        if (word.length() != known.length()
                || word.equals(known)
                || !replacedIn(word).equals(replacedIn(known))) {
            return Optional.empty();
        }
        int first = 0;
        while (word.charAt(first) == known.charAt(first)) {
            first++;
        }
        return Optional.of("has the %s letter %c in place of the %s %c"
                .formatted(
                        script(word.charAt(first)),
                        word.charAt(first),
                        script(known.charAt(first)),
                        known.charAt(first)));
    }

    private static String script(char letter) {
        return CYRILLIC.indexOf(letter) < 0 ? "Latin" : "Cyrillic";
    }

    /// What is wrong with a word that would be ASCII without look-alikes, such as "has the Cyrillic letter а in place
    /// of a"; empty for all other words.
    static Optional<String> warning(String word) {
        var replaced = replacedIn(word);
        if (replaced.equals(word) || !replaced.chars().allMatch(character -> character < 128)) {
            return Optional.empty();
        }
        int first = (int) word.chars().takeWhile(character -> character < 128).count();
        char found = word.charAt(first);
        int index = CYRILLIC.indexOf(found);
        return Optional.of(
                index >= 0
                        ? "has the Cyrillic letter " + found + " in place of " + LATIN.charAt(index)
                        : "has the %s character U+%04X"
                                .formatted(INVISIBLE.indexOf(found) < 0 ? "no-break" : "invisible", (int) found));
    }
}
