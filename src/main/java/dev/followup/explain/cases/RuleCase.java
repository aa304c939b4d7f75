package dev.followup.explain.cases;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a rule book is to make of something, as its author wants it.
///
/// @param name what it shows, in the author's words
/// @param place where it stands, such as `rules.cases.yaml:3:3`
/// @param expected the orders that must follow, in this order and no others; each by those of its fields that
/// matter
public record RuleCase(String name, String place, Given given, List<Map<String, @Nullable Object>> expected) {

    public RuleCase {
        expected = List.copyOf(expected);
    }

    /// What happens.
    ///
    /// @param webhook the body of a webhook; `null` if an event is given
    /// @param event an event as `GivenEvent` has it; `null` if a hook is given
    /// @param facts what the CRM would say if it were asked for what the hook lacks, by subject; empty for
    /// nothing
    /// @param at when it happens, or arrives
    public record Given(
            @Nullable String webhook,
            @Nullable Map<String, @Nullable Object> event,
            Map<String, Map<String, @Nullable Object>> facts,
            Instant at) {}
}
