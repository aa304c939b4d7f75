package dev.followup.explain;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.followup.text.LogText;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The renderer of an explanation as lines of text: what happened, the verdict of each rule on such events, and
/// what would be sent.
public final class ExplanationRenderer {

    private final Explanation explanation;
    private final ObjectMapper json;
    private final ZoneId zone;
    private final TextWrapper wrapper = new TextWrapper();
    private final Map<Integer, List<Explanation.Verdict>> verdicts;
    private final Map<Integer, List<Explanation.Command>> commands;

    /// @param json writes the values of facts
    public ExplanationRenderer(Explanation explanation, ObjectMapper json) {
        this.explanation = explanation;
        this.json = json;
        this.zone = ZoneId.of(explanation.zone());
        this.verdicts = explanation.rules().stream().collect(Collectors.groupingBy(Explanation.Verdict::event));
        this.commands = explanation.commands().stream().collect(Collectors.groupingBy(Explanation.Command::event));
    }

    public List<String> lines() {
        IntStream.range(0, explanation.events().size()).forEach(this::render);
        list("Warnings", explanation.warnings());
        list(
                "Could not be read",
                explanation.refused().stream().map(Explanation.Refusal::words).toList());
        return wrapper.lines();
    }

    private void list(String title, List<String> items) {
        if (!items.isEmpty()) {
            wrapper.leaveGap();
            wrapper.add("", title);
            items.forEach(item -> wrapper.add("  ", item));
        }
    }

    private void render(int index) {
        render(explanation.events().get(index));
        var ofEvent = verdicts.getOrDefault(index, List.of());
        var asked = ofEvent.stream().filter(Explanation.Verdict::listens).toList();
        int widest = asked.stream()
                .mapToInt(verdict -> verdict.rule().length())
                .max()
                .orElse(0);
        asked.forEach(verdict -> render(verdict, widest));
        int others = ofEvent.size() - asked.size();
        if (others > 0) {
            wrapper.add(
                    "  ", others == 1 ? "1 rule listens to other events" : others + " rules listen to other events");
        }
    }

    private void render(Explanation.Event event) {
        var entity = event.entity() == null ? "" : " " + event.entity();
        wrapper.leaveGap();
        wrapper.add(
                "", event.kind() + entity + ", " + ValueFormat.time(Instant.parse(event.time()), zone) + ", " + zone);
        wrapper.add("  facts   ", facts("", event.facts()).sorted().collect(Collectors.joining(", ")));
        if (!event.missing().isEmpty()) {
            wrapper.add(
                    "  first   ", "the CRM is asked for more about the " + String.join(" and the ", event.missing()));
        }
    }

    private void render(Explanation.Verdict verdict, int widest) {
        var word = verdict.fires() == null ? "?" : verdict.fires() ? "FIRES" : "no";
        wrapper.add("  %-7s ".formatted(word) + pad(verdict.rule(), widest) + "  ", verdict.reason());
        var ofRule = commands.getOrDefault(verdict.event(), List.of()).stream()
                .filter(command -> command.rule().equals(verdict.rule()))
                .toList();
        var time = Instant.parse(explanation.events().get(verdict.event()).time());
        ofRule.forEach(command -> new CommandRenderer(command, time, wrapper).write());
        if (Boolean.TRUE.equals(verdict.fires()) && ofRule.isEmpty()) {
            wrapper.add("          ", "leads to nothing: the warnings say why");
        }
    }

    private static String pad(String name, int width) {
        return name + " ".repeat(width - name.length());
    }

    /// Facts by their paths, as rules name them, with their values as rules write them, shortened.
    private Stream<String> facts(String path, Map<?, ?> document) {
        return document.entrySet().stream()
                .flatMap(fact -> fact.getValue() instanceof Map<?, ?> part
                        ? facts(path + fact.getKey() + ".", part)
                        : Stream.of(path + fact.getKey() + "=" + written(fact.getValue())));
    }

    private String written(@Nullable Object value) {
        return LogText.of(json.valueToTree(value).toString());
    }
}
