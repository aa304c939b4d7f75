package dev.followup.explain;

import dev.followup.text.LogText;
import java.util.ArrayList;
import java.util.List;

/// Lines of text, wrapped to the width of a screen, with no character that would break a line or hide
/// something. Only a single long word is wider.
public final class TextWrapper {

    private static final int WIDTH = 120;

    private final List<String> lines = new ArrayList<>();

    /// Adds words after a prefix. Further lines are indented to the first word.
    public void add(String beginning, String words) {
        var line = new StringBuilder(beginning);
        int full = beginning.length();
        for (var word : words.strip().split("\\s+", -1)) {
            var shown = LogText.of(word, Integer.MAX_VALUE);
            if (line.length() > full && line.length() + 1 + shown.length() > WIDTH) {
                lines.add(line.toString().stripTrailing());
                line = new StringBuilder(" ".repeat(full));
            }
            line.append(line.length() > full ? " " : "").append(shown);
        }
        lines.add(line.toString().stripTrailing());
    }

    /// Adds an empty line, except at the top.
    public void leaveGap() {
        if (!lines.isEmpty()) {
            lines.add("");
        }
    }

    /// The lines so far.
    public List<String> lines() {
        return List.copyOf(lines);
    }
}
