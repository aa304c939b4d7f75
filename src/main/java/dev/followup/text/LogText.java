package dev.followup.text;

/// The form of a text from outside in which a log line, an error message or an explanation may show it: in one line,
/// with every character escaped that would forge a line, hide something or change its direction, and shortened.
///
/// Escaped are control and format characters (line breaks, terminal sequences, direction overrides, invisible
/// characters), Unicode's own line breaks, lone surrogates, private and unassigned characters: `\n`, `\t`, `\u202e`.
public final class LogText {

    /// The most characters of a text that a line shows, unless it says otherwise.
    public static final int LONGEST = 200;

    /// What a text ends with that was cut.
    public static final String CUT = "…";

    private static final String INDENTATION = "    ";

    private LogText() {}

    /// A text in one line, of at most `LONGEST` characters.
    public static String of(String text) {
        return of(text, LONGEST);
    }

    /// A text in one line, of at most `longest` characters, with "…" where it was cut.
    public static String of(String text, int longest) {
        var safe = new StringBuilder(Math.min(text.length(), longest));
        int end = 0; // where to cut if the text turns out to be too long
        for (int at = 0; at < text.length(); ) {
            int character = text.codePointAt(at);
            append(safe, character);
            if (safe.length() > longest) {
                return safe.substring(0, end) + CUT;
            }
            if (safe.length() <= longest - CUT.length()) {
                end = safe.length();
            }
            at += Character.charCount(character);
        }
        return safe.toString();
    }

    /// A text of several lines, of any length: in every line after the first the text begins after an
    /// indentation, so that none looks like a log line of its own. Everything else is escaped as in one line,
    /// but tabs stay.
    public static String lines(String text) {
        var safe = new StringBuilder(text.length());
        boolean begins = false;
        for (int at = 0; at < text.length(); ) {
            int character = text.codePointAt(at);
            at += Character.charCount(character);
            boolean breaks = character == '\n';
            if (begins && !breaks && character != ' ' && character != '\t') {
                safe.append(INDENTATION);
            }
            begins = breaks;
            if (breaks || character == '\t') {
                safe.appendCodePoint(character);
            } else if (character != '\r' || !text.startsWith("\n", at)) {
                append(safe, character);
            }
        }
        return safe.toString();
    }

    private static void append(StringBuilder safe, int character) {
        switch (character) {
            case '\n' -> safe.append("\\n");
            case '\r' -> safe.append("\\r");
            case '\t' -> safe.append("\\t");
            default -> {
                if (isHarmless(character)) {
                    safe.appendCodePoint(character);
                } else {
                    Character.toString(character).chars().forEach(unit -> safe.append("\\u%04x".formatted(unit)));
                }
            }
        }
    }

    private static boolean isHarmless(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED -> false;
            default -> true;
        };
    }
}
