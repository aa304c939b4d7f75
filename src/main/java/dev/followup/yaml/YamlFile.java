package dev.followup.yaml;

import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.composer.Composer;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.parser.ParserImpl;
import org.snakeyaml.engine.v2.scanner.StreamReader;
import org.snakeyaml.engine.v2.schema.JsonSchema;

/// The text of one of our files. Only plain YAML is accepted: one document, no anchors, no tags, limited size
/// and depth. What JSON takes for a number, `true`, `false` or `null` is one; everything else is text.
///
/// @param name its name in problems, such as `rules.yaml`
public record YamlFile(String name, String yaml) {

    /// The largest file, in characters: enough for some thousand rules.
    private static final int LONGEST = 1_000_000;

    /// The root node of the file; empty, with a problem noted, if it is not YAML.
    ///
    /// @param expected what the file contains, for the problem that it is empty
    public Optional<YamlNode> read(Problems problems, String expected) {
        if (!isText(problems)) {
            return Optional.empty();
        }
        var settings = LoadSettings.builder()
                .setLabel(name)
                .setSchema(new JsonSchema())
                .setAllowNonScalarKeys(true)
                .setBufferSize(yaml.length() + 1) // read piece by piece, a long text is copied with every piece
                .build();
        try {
            var events = BoundedParser.of(new ParserImpl(settings, new StreamReader(settings, yaml)), problems);
            if (!problems.isEmpty()) {
                return Optional.empty();
            }
            var root = new Composer(settings, events).getSingleNode().map(node -> new YamlNode(node, "", problems));
            if (root.isEmpty()) {
                problems.note(at(0), "", "found nothing, expected " + expected);
            }
            return root;
        } catch (MarkedYamlEngineException broken) {
            var mistake = new SyntaxMistakes(yaml.lines().toList()).explain(broken);
            problems.note(new Position(name, mistake.line(), mistake.column()), "", mistake.words());
            return Optional.empty();
        }
    }

    private boolean isText(Problems problems) {
        if (yaml.length() > LONGEST) {
            problems.note(at(0), "", "found " + yaml.length() + " characters, expected at most " + LONGEST);
            return false;
        }
        int character;
        for (int i = 0; i < yaml.length(); i += Character.charCount(character)) {
            character = yaml.codePointAt(i);
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
}
