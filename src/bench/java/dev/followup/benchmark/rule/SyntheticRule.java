package dev.followup.benchmark.rule;

import dev.followup.event.EventKind;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import software.amazon.event.ruler.Machine;

/// A rule on leads for both engines.
///
/// @param wanted conditions in JSON, which is YAML too, by the names of the lead's fields
/// @param excepted the same; empty for nothing
record SyntheticRule(String name, EventKind kind, Map<String, String> wanted, Map<String, String> excepted) {

    private static final String EXCEPT = " except";

    /// The rule in the notation of a rule book.
    ///
    /// @param due when its task is due
    String yaml(String due) {
        return """
                  - name: %s
                    when: %s
                """.formatted(name, kind) + lines("if", wanted) + lines("except", excepted) + """
                    then:
                      - create-task:
                          type: follow-up
                          text: "Call about {lead.name} ({lead.price}), says %s"
                          due: %s
                          responsible: owner
                """.formatted(name, due);
    }

    private static String lines(String word, Map<String, String> conditions) {
        return conditions.entrySet().stream()
                .map(condition -> "      lead." + condition.getKey() + ": " + condition.getValue() + "\n")
                .collect(Collectors.joining("", conditions.isEmpty() ? "" : "    " + word + ":\n", ""));
    }

    /// Adds the rule to Event Ruler, which has no `except`: the exception is a rule of its own, which is
    /// subtracted from the result.
    void addTo(Machine machine) throws IOException {
        machine.addRule(name, json(wanted));
        if (!excepted.isEmpty()) {
            machine.addRule(name + EXCEPT, json(excepted));
        }
    }

    private String json(Map<String, String> conditions) {
        var lead = conditions.entrySet().stream()
                .map(condition -> "\"" + condition.getKey() + "\": " + condition.getValue())
                .collect(Collectors.joining(", "));
        return "{\"event\": {\"kind\": [\"%s\"]}, \"lead\": {%s}}".formatted(kind, lead);
    }

    /// The rules that fire, out of the matches of a machine.
    static List<String> firing(List<String> found) {
        return found.stream()
                .filter(name -> !name.endsWith(EXCEPT) && !found.contains(name + EXCEPT))
                .toList();
    }
}
