package dev.followup.directory;

import dev.followup.directory.Directory.Choice;
import dev.followup.directory.Directory.Field;
import dev.followup.directory.Directory.FormerName;
import dev.followup.directory.Directory.Pipeline;
import dev.followup.directory.Directory.Stage;
import dev.followup.directory.Directory.User;
import dev.followup.yaml.AllowedWords;
import dev.followup.yaml.InvalidFileException;
import dev.followup.yaml.Problems;
import dev.followup.yaml.UniqueNames;
import dev.followup.yaml.YamlFile;
import dev.followup.yaml.YamlMapping;
import dev.followup.yaml.YamlNode;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// The reader of `directory.yaml`. It reports every problem of the file at once.
public final class DirectoryReader {

    private static final AllowedWords KEYS =
            AllowedWords.of("users", "pipelines", "task-types", "fields", "former-names");
    private static final AllowedWords OF_USER = AllowedWords.of("id", "name", "email", "active");
    private static final AllowedWords OF_PIPELINE = AllowedWords.of("id", "name", "stages");
    private static final AllowedWords OF_NAME = AllowedWords.of("id", "name");
    private static final AllowedWords OF_FORMER_NAME = AllowedWords.of("kind", "id", "name");
    private static final AllowedWords OF_FIELD = AllowedWords.of("id", "code", "name", "type", "choices");
    private static final AllowedWords ENTITIES = AllowedWords.of(Directory.ENTITIES.toArray(String[]::new));

    private DirectoryReader() {}

    /// Reads the directory in a file.
    ///
    /// @param name the name of the file in problems, such as `directory.yaml`
    /// @throws InvalidFileException with every problem of the file, if there is one
    public static Directory read(String name, String yaml) throws InvalidFileException {
        var problems = new Problems();
        var directory = new YamlFile(name, yaml)
                .read(problems, "a directory, as the function directory makes it")
                .map(DirectoryReader::directory);
        if (!problems.isEmpty()) {
            throw problems.asException();
        }
        return directory.orElseThrow();
    }

    private static Directory directory(YamlNode root) {
        var keys = root.keys(KEYS);
        return new Directory(
                keys.optional("users")
                        .map(users -> list(users, OF_USER, DirectoryReader::user))
                        .orElse(List.of()),
                keys.optional("pipelines")
                        .map(pipelines -> list(pipelines, OF_PIPELINE, DirectoryReader::pipeline))
                        .orElse(List.of()),
                keys.optional("task-types")
                        .map(types -> list(
                                types,
                                OF_NAME,
                                keysOfType -> new Directory.Type(id(keysOfType), text(keysOfType, "name"))))
                        .orElse(List.of()),
                keys.optional("fields").map(DirectoryReader::fields).orElse(List.of()),
                keys.optional("former-names").map(DirectoryReader::formerNames).orElse(List.of()));
    }

    private static List<FormerName> formerNames(YamlNode node) {
        return node.items().stream()
                .map(item -> item.keys(OF_FORMER_NAME))
                .flatMap(keys -> keys.required("kind").flatMap(DirectoryReader::kind).stream()
                        .map(kind -> new FormerName(kind, id(keys), text(keys, "name"))))
                .toList();
    }

    private static Optional<NameKind> kind(YamlNode node) {
        var kind = Arrays.stream(NameKind.values())
                .filter(one -> one.word().equals(node.word()))
                .findFirst();
        if (kind.isEmpty()) {
            var words = Arrays.stream(NameKind.values()).map(NameKind::word).toArray(String[]::new);
            AllowedWords.of(words).objection(node.word()).ifPresent(node::object);
        }
        return kind;
    }

    private static List<Field> fields(YamlNode node) {
        return node.keys(ENTITIES).values().entrySet().stream()
                .flatMap(entity -> list(entity.getValue(), OF_FIELD, keys -> field(entity.getKey(), keys)).stream())
                .toList();
    }

    private static User user(YamlMapping keys) {
        return new User(
                id(keys),
                text(keys, "name"),
                keys.optional("email").map(DirectoryReader::text).orElse(""),
                keys.optional("active").map(DirectoryReader::flag).orElse(true));
    }

    private static Pipeline pipeline(YamlMapping keys) {
        return new Pipeline(
                id(keys),
                text(keys, "name"),
                keys.optional("stages")
                        .map(stages -> list(stages, OF_NAME, ofStage -> new Stage(id(ofStage), text(ofStage, "name"))))
                        .orElse(List.of()));
    }

    private static Field field(String entity, YamlMapping keys) {
        return new Field(
                entity,
                id(keys),
                keys.optional("code").map(DirectoryReader::text).orElse(null),
                text(keys, "name"),
                text(keys, "type"),
                keys.optional("choices")
                        .map(choices ->
                                list(choices, OF_NAME, ofChoice -> new Choice(id(ofChoice), text(ofChoice, "name"))))
                        .orElse(List.of()));
    }

    /// The items of a list, each id once.
    private static <T> List<T> list(YamlNode node, AllowedWords words, Function<YamlMapping, T> read) {
        if (!node.isList()) {
            node.refuse("a list, such as - { id: 101, name: \"Vera Lind\" }");
            return List.of();
        }
        var ids = new UniqueNames();
        return node.items().stream()
                .map(item -> item.keys(words))
                .peek(keys -> keys.optional("id").ifPresent(id -> ids.isNew(id.word(), id)))
                .map(read)
                .toList();
    }

    private static long id(YamlMapping keys) {
        return keys.required("id").flatMap(DirectoryReader::id).orElse(0L);
    }

    private static Optional<Long> id(YamlNode node) {
        if (node.value().orElse("") instanceof Long id && id > 0) {
            return Optional.of(id);
        }
        node.refuse("an id of the CRM, a number");
        return Optional.empty();
    }

    private static String text(YamlMapping keys, String key) {
        return keys.required(key).map(DirectoryReader::text).orElse("");
    }

    private static String text(YamlNode node) {
        if (node.value().orElse(0) instanceof String text && !text.isBlank()) {
            return text;
        }
        node.refuse("a text in quotes");
        return "";
    }

    private static boolean flag(YamlNode node) {
        if (node.value().orElse("") instanceof Boolean flag) {
            return flag;
        }
        node.refuse("true or false");
        return true;
    }
}
