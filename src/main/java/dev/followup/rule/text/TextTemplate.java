package dev.followup.rule.text;

import dev.followup.event.Facts;
import dev.followup.yaml.ValueText;
import io.quarkus.qute.Results;
import io.quarkus.qute.Template;
import java.time.ZoneId;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// A text template with facts, such as `Call {lead.name}`. Facts are inserted as they are, never interpreted.
/// Made by a `TextTemplateReader`.
///
/// @param variables the facts in the text
/// @param zone the time zone for times in the text
public record TextTemplate(Template template, List<TemplateVariable> variables, ZoneId zone) {

    /// The replacement for a missing or blank fact, so that no text is ever blank.
    static final String GAP = "—";

    /// The longest text, in characters. The CRM has a limit too, which it does not document.
    static final int LONGEST = 4_000;

    /// The attribute that passes the zone to filters.
    static final String ZONE = "zone";

    /// The text for these facts.
    ///
    /// @param warnings receives each missing fact, and a text that is too long
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

    /// The paths of the facts in the text.
    public Stream<String> paths() {
        return variables.stream().map(TemplateVariable::path);
    }

    /// The text of a fact: never blank, and never much longer than the longest text, so that many of them do
    /// not fill the memory.
    static String displayed(Object value) {
        var words = Results.isNotFound(value) ? "" : ValueText.plain(value);
        return words.isBlank() ? GAP : ValueText.shortened(words, LONGEST + 2);
    }

    /// Whether the value has no text.
    static boolean isGap(Object value) {
        return displayed(value).equals(GAP);
    }
}
