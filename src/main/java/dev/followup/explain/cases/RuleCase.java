package dev.followup.explain.cases;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A test case of a rule book.
///
/// @param name its title, in the author's words
/// @param place its position, such as `rules.cases.yaml:3:3`
/// @param expected the commands that must follow, in this order and no others; each by those of its
/// fields that matter
public record RuleCase(String name, String place, Given given, List<Map<String, @Nullable Object>> expected) {

    public RuleCase {
        expected = List.copyOf(expected);
    }

    /// The event of a case.
    ///
    /// @param webhook the body of a webhook; `null` if an event is given
    /// @param event an event as `SampleEvent` has it; `null` if a webhook is given
    /// @param facts the CRM's answers for what the webhook lacks, by subject; empty for none
    /// @param at when it happens, or when the webhook is received
    public record Given(
            @Nullable String webhook,
            @Nullable Map<String, @Nullable Object> event,
            Map<String, Map<String, @Nullable Object>> facts,
            Instant at) {}
}
