package dev.followup.rule;

import dev.followup.event.Facts;
import io.quarkus.qute.Template;
import java.util.List;
import java.util.function.Consumer;

/// A text with facts in it, such as `Call {lead.name}`. Facts are put in as they are and never looked at again. Made by
/// a `TextReader`.
///
/// @param paths the facts it mentions
record TextTemplate(Template template, List<String> paths) {

    /// Stands in the place of a fact that is missing or blank, so that no text ever is.
    static final String GAP = "—";

    /// Characters of the longest text. The CRM has a limit too, which it does not name.
    static final int LONGEST = 4_000;

    /// The text for these facts.
    ///
    /// @param warnings told of each fact that is missing, and of a text that is too long
    String render(Facts facts, Consumer<String> warnings) {
        for (var path : paths) {
            if (facts.at(path).map(TextTemplate::spoken).orElse(GAP).equals(GAP)) {
                warnings.accept(path + " is missing, \"" + GAP + "\" stands in its place");
            }
        }
        var text = template.render(facts.document()).strip();
        if (text.length() > LONGEST) {
            warnings.accept("the text is cut after " + LONGEST + " characters");
        }
        return Wording.shortened(text, LONGEST);
    }

    /// How a fact is read out: never blank, and never much longer than the longest text, so that many of them do
    /// not fill the memory.
    static String spoken(Object value) {
        var words = Wording.plain(value);
        return words.isBlank() ? GAP : Wording.shortened(words, LONGEST + 2);
    }
}
