package dev.followup.rule.text;

import dev.followup.event.Facts;
import dev.followup.yaml.ValueText;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A fact that a text mentions.
///
/// @param path where it stands
/// @param format what makes it readable; `null` leaves it as it is
/// @param hasDefault whether something stands in its place if it is missing
record TemplateVariable(String path, @Nullable TextFilter format, boolean hasDefault) {

    /// What is not as the text's author meant it; empty if all is well.
    Optional<String> doubt(Facts facts) {
        var value = facts.at(path).filter(found -> !TextTemplate.isGap(found));
        if (value.isEmpty()) {
            return hasDefault
                    ? Optional.empty()
                    : Optional.of(path + " is missing, \"" + TextTemplate.GAP + "\" stands in its place");
        }
        return Optional.ofNullable(format)
                .filter(filter -> !filter.takes(value.get()))
                .map(filter -> path + " is " + ValueText.quoted(value.get()) + ", which " + filter.word()
                        + " leaves as it is");
    }
}
