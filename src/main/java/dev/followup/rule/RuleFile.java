package dev.followup.rule;

import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.CollectionEndEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.DocumentStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.scanner.StreamReader;
import org.snakeyaml.engine.v2.schema.JsonSchema;

/// A rule file as it was written. Only plain YAML goes on from here: one document, no anchors, no tags, bounded in size
/// and depth. What JSON takes for a number, `true`, `false` or `null` is one; all else is text.
///
/// @param name what problems call it, such as `rules.yaml`
record RuleFile(String name, String yaml) {

    /// Characters: room for some thousand rules.
    private static final int LONGEST = 1_000_000;

    private static final int DEEPEST = 30;

    /// The whole file as one passage; empty, and noted, if it is none.
    Optional<Passage> read(Problems problems) {
        if (!isText(problems)) {
            return Optional.empty();
        }
        var settings = LoadSettings.builder()
                .setLabel(name)
                .setSchema(new JsonSchema())
                .setAllowNonScalarKeys(true)
                .build();
        try {
            new Shape(problems).check(new Parse(settings).parseString(yaml));
            if (!problems.isEmpty()) {
                return Optional.empty();
            }
            var root = new Compose(settings).composeString(yaml).map(node -> new Passage(node, "", problems));
            if (root.isEmpty()) {
                problems.note(at(0), "", "the file is empty, expected a book with rules");
            }
            return root;
        } catch (MarkedYamlEngineException broken) {
            var position = broken.getProblemMark().map(Position::of).orElse(at(0));
            problems.note(position, "", "this is not YAML: " + broken.getProblem());
            return Optional.empty();
        }
    }

    private boolean isText(Problems problems) {
        if (yaml.length() > LONGEST) {
            problems.note(at(0), "", "found " + yaml.length() + " characters, expected at most " + LONGEST);
            return false;
        }
        for (int i = 0; i < yaml.length(); i = yaml.offsetByCodePoints(i, 1)) {
            int character = yaml.codePointAt(i);
            if (!StreamReader.isPrintable(character)) {
                problems.note(at(i), "", "found the character U+%04X, expected text".formatted(character));
                return false;
            }
        }
        return true;
    }

    private Position at(int index) {
        var before = yaml.substring(0, index);
        int line = (int) before.chars().filter(c -> c == '\n').count() + 1;
        return new Position(name, line, index - before.lastIndexOf('\n'));
    }

    /// Looks at the file's events, which nest in no one's stack, before nodes are made of them.
    private static final class Shape {

        private final Problems problems;
        private int documents;
        private int depth;

        Shape(Problems problems) {
            this.problems = problems;
        }

        void check(Iterable<Event> events) {
            for (var event : events) {
                if (depth > DEEPEST) {
                    note(event, "found more than " + DEEPEST + " levels of nesting, expected fewer");
                    return;
                }
                switch (event) {
                    case DocumentStartEvent start -> document(start);
                    case CollectionStartEvent start -> collection(start);
                    case CollectionEndEvent _ -> depth--;
                    case ScalarEvent scalar -> check(scalar, scalar.getTag());
                    case NodeEvent alias -> note(alias, "found an alias (*), expected the value itself");
                    default -> {}
                }
            }
        }

        private void document(DocumentStartEvent start) {
            documents++;
            if (documents > 1) {
                note(start, "found another document, expected one");
            }
        }

        private void collection(CollectionStartEvent start) {
            check(start, start.getTag());
            depth++;
        }

        private void check(NodeEvent event, Optional<String> tag) {
            tag.ifPresent(found -> note(event, "found the tag " + found + ", expected none"));
            event.getAnchor().ifPresent(found -> note(event, "found the anchor &" + found + ", expected none"));
        }

        private void note(Event event, String words) {
            problems.note(Position.of(event.getStartMark().orElseThrow()), "", words);
        }
    }
}
