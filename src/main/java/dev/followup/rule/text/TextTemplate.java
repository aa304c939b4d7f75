package dev.followup.rule.text;

import dev.followup.event.Facts;
import dev.followup.yaml.ValueText;
import io.quarkus.qute.Results;
import io.quarkus.qute.Template;
import java.time.ZoneId;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// A text with facts in it, such as `Call {lead.name}`. Facts are put in as they are and never looked at again.
/// Made by a `TextTemplateReader`.
///
/// @param variables the facts it mentions
/// @param zone in which times are shown
public record TextTemplate(Template template, List<TemplateVariable> variables, ZoneId zone) {

    /// Stands in the place of a fact that is missing or blank, so that no text ever is.
    static final String GAP = "—";

    /// Characters of the longest text. The CRM has a limit too, which it does not name.
    static final int LONGEST = 4_000;

    /// The attribute under which filters find the zone.
    static final String ZONE = "zone";

    /// The text for these facts.
    ///
    /// @param warnings told of each fact that is missing, and of a text that is too long
    public String render(Facts facts, Consumer<String> warnings) {
        variables.forEach(variable -> variable.doubt(facts).ifPresent(warnings));
        var text = template.instance()
                .data(facts.document())
                .setAttribute(ZONE, zone)
                .render()
                .strip();
        if (text.length() > LONGEST) {
            warnings.accept("the text is cut after " + LONGEST + " characters");
        }
        return ValueText.shortened(text, LONGEST);
    }

    /// The paths of the facts it mentions.
    public Stream<String> paths() {
        return variables.stream().map(TemplateVariable::path);
    }

    /// How a fact is read out: never blank, and never much longer than the longest text, so that many of them do
    /// not fill the memory.
    static String displayed(Object value) {
        var words = Results.isNotFound(value) ? "" : ValueText.plain(value);
        return words.isBlank() ? GAP : ValueText.shortened(words, LONGEST + 2);
    }

    /// Whether there is nothing to read out.
    static boolean isGap(Object value) {
        return displayed(value).equals(GAP);
    }
}
