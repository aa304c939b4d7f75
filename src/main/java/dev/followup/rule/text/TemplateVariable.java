package dev.followup.rule.text;

import dev.followup.event.Facts;
import dev.followup.yaml.ValueText;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A variable of a text: a fact with its format.
///
/// @param path the path of the fact
/// @param format the filter that formats it; `null` leaves it as it is
/// @param hasDefault whether a text replaces it if it is missing
record TemplateVariable(String path, @Nullable TextFilter format, boolean hasDefault) {

    /// The warning for a fact that is missing or has the wrong type; empty if there is none.
    Optional<String> doubt(Facts facts) {
        var value = facts.at(path).filter(found -> !TextTemplate.isGap(found));
        if (value.isEmpty()) {
            return hasDefault
                    ? Optional.empty()
                    : Optional.of(path + " is missing, \"" + TextTemplate.GAP + "\" replaces it");
        }
        return Optional.ofNullable(format)
                .filter(filter -> !filter.takes(value.get()))
                .map(filter -> path + " is " + ValueText.quoted(value.get()) + ", which " + filter.word()
                        + " leaves as it is");
    }
}
