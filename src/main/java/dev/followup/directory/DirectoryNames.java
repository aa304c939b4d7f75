package dev.followup.directory;

import dev.followup.yaml.AllowedWords;
import dev.followup.yaml.ValueText;
import dev.followup.yaml.YamlNode;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The look-up of names while a rule book is read. It keeps what the book refers to, by name or by id.
public final class DirectoryNames {

    private static final String MISSING =
            "; names need a directory.yaml beside the book, and the function directory makes one";

    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,18}");
    private static final String WITHOUT_QUOTES = ", expected a number without quotes: ";

    /// The most names in a problem.
    private static final int MOST_NAMES = 5;

    private final @Nullable Directory directory;
    private final Set<NameUse> uses = new LinkedHashSet<>();

    /// The users to whom the book itself gives names.
    private final Map<String, Long> people = new LinkedHashMap<>();

    /// The users of the teams that the book itself names.
    private final Map<String, List<Long>> teams = new LinkedHashMap<>();

    /// @param directory the names of the account; `null` if there are none, and rules can use ids only
    public DirectoryNames(@Nullable Directory directory) {
        this.directory = directory;
    }

    /// Without a directory.
    public static DirectoryNames none() {
        return new DirectoryNames(null);
    }

    /// What the book refers to, as far as it is read, in its order.
    public Set<NameUse> uses() {
        return Collections.unmodifiableSet(uses);
    }

    /// The part of the directory to which the book refers; empty if there is no directory.
    public Directory used() {
        return directory == null ? Directory.EMPTY : directory.only(uses);
    }

    /// Keeps that the book refers to something of the account by its id or code.
    public void use(NameKind kind, String key, YamlNode node) {
        uses.add(new NameUse(kind, key, node.position(), node.path()));
    }

    /// Keeps that the book itself gives a user a name, which may be written in place of the id from now on.
    public void call(String name, long user) {
        people.put(name, user);
    }

    /// Keeps that the book itself gives several users a name, which conditions may have in place of their ids.
    public void call(String team, List<Long> users) {
        teams.put(team, List.copyOf(users));
    }

    /// The users of a team that the book names; empty for another word.
    public Optional<List<Long>> team(YamlNode node) {
        return Optional.ofNullable(teams.get(node.word()));
    }

    /// The names of the book's teams.
    public Set<String> teams() {
        return Collections.unmodifiableSet(teams.keySet());
    }

    /// The user of an id; empty if there is no directory, or none with such a user.
    public Optional<Directory.User> user(long id) {
        return Optional.ofNullable(directory).flatMap(found -> found.user(id));
    }

    /// The name of an id; empty if there is no directory, or none with such an id.
    public Optional<String> name(NameKind kind, long id) {
        return Optional.ofNullable(directory).flatMap(found -> found.name(kind, Long.toString(id)));
    }

    /// Whether the directory has something of this name, whatever its case.
    public boolean knows(NameKind kind, String word) {
        return directory != null
                && !called(directory.names(kind), word.strip()::equalsIgnoreCase)
                        .isEmpty();
    }

    /// Reads an id, or a name that stands for one; empty, with a problem noted, for anything else.
    ///
    /// @param expected what is expected, such as `a user's id such as 101`
    public Optional<Long> read(NameKind kind, YamlNode node, String expected) {
        return read(kind, node, new AllowedWords(expected, List.of()));
    }

    /// Reads an id, or a name that stands for one; empty, with a problem noted, for anything else.
    ///
    /// @param beside the words that the place takes besides, for problems
    public Optional<Long> read(NameKind kind, YamlNode node, AllowedWords beside) {
        var value = node.value().orElse(false);
        if (kind == NameKind.USER && value instanceof String && people.containsKey(node.word())) {
            return Optional.ofNullable(people.get(node.word()));
        }
        var words = kind == NameKind.USER ? withPeople(beside) : beside;
        if (value instanceof Long id && id > 0) {
            use(kind, Long.toString(id), node);
            return Optional.of(id);
        }
        if (value instanceof String && directory != null) {
            return found(directory, kind, node, words).map(DirectoryName::id);
        }
        refuse(node, value, words);
        return Optional.empty();
    }

    private AllowedWords withPeople(AllowedWords beside) {
        var words =
                Stream.concat(beside.words().stream(), people.keySet().stream()).toList();
        return new AllowedWords(beside.expected(), words, beside.elsewhere());
    }

    /// Reads the name of a custom field; empty, with a problem noted, if there is no such field.
    public Optional<Directory.Field> field(YamlNode node) {
        var beside = new AllowedWords("the name of a custom field", List.of());
        if (!(node.value().orElse(0) instanceof String) || directory == null) {
            refuse(node, node.value().orElse(false), beside);
            return Optional.empty();
        }
        var fields = directory;
        return found(fields, NameKind.FIELD, node, beside).flatMap(name -> fields.field(name.key()));
    }

    private void refuse(YamlNode node, Object value, AllowedWords beside) {
        if (value instanceof String word) {
            boolean isSimilar = !isNumber(word) && beside.nearest(word).isPresent();
            node.object("found " + ValueText.quoted(word)
                    + (isNumber(word) ? WITHOUT_QUOTES + word : beside.hint(word))
                    + (directory == null && !isSimilar ? MISSING : ""));
        } else {
            node.refuse(beside.expected());
        }
    }

    private Optional<DirectoryName> found(Directory directory, NameKind kind, YamlNode node, AllowedWords beside) {
        var word = node.word().strip();
        var names = directory.names(kind);
        var found = called(names, word::equals);
        if (found.isEmpty()) {
            found = called(names, word::equalsIgnoreCase);
        }
        long ids = found.stream().map(DirectoryName::id).distinct().count();
        var objection = ids == 0
                ? renamed(directory, kind, word).or(() -> Optional.of(unknown(kind, word, names, beside)))
                : ids > 1
                        ? Optional.of(ambiguous(kind, found))
                        : common(directory, kind, word, found.getFirst().id());
        if (objection.isPresent()) {
            node.object("found " + ValueText.quoted(node.word()) + objection.get());
            return Optional.empty();
        }
        use(kind, found.getFirst().key(), node);
        return Optional.of(found.getFirst());
    }

    private static boolean isNumber(String word) {
        return NUMBER.matcher(word).matches();
    }

    private static List<DirectoryName> called(List<DirectoryName> names, Predicate<String> test) {
        return names.stream().filter(name -> name.isCalled(test)).toList();
    }

    /// The objection to a name of several things.
    private static String ambiguous(NameKind kind, List<DirectoryName> found) {
        var candidates =
                found.stream().limit(MOST_NAMES).map(DirectoryName::withId).collect(Collectors.joining(", "));
        return ", which %d %ss are called, expected one of them, in full or by its id: %s%s"
                .formatted(found.size(), kind.noun(), candidates, found.size() > MOST_NAMES ? ", …" : "");
    }

    /// The objection to a name for the stage of won or lost leads that means one pipeline, while the id means all of
    /// them; empty if the name means all, or no stage.
    static Optional<String> common(Directory directory, NameKind kind, String word, long stage) {
        if (kind != NameKind.STAGE || directory.pipelinesOf(stage) < 2) {
            return Optional.empty();
        }
        boolean ofAll = directory.stageNames(stage).stream().allMatch(word::equalsIgnoreCase);
        return ofAll
                ? Optional.empty()
                : Optional.of(
                        ", but every pipeline has the stage %d, expected %d here and a pipeline beside it, such as"
                                        .formatted(stage, stage)
                                + " lead.pipeline_id");
    }

    /// The objection to a name that one thing had before; empty if none or several had it.
    private static Optional<String> renamed(Directory directory, NameKind kind, String word) {
        var things = directory.formerNames().stream()
                .filter(former -> former.kind() == kind)
                .filter(former -> former.name().equalsIgnoreCase(word)
                        || (kind == NameKind.STAGE && isStageOf(former.name(), word)))
                .map(former -> Long.toString(former.id()))
                .distinct()
                .toList();
        return things.size() == 1
                ? directory
                        .name(kind, things.getFirst())
                        .map(now -> ", which is called " + ValueText.quoted(now) + " now")
                : Optional.empty();
    }

    /// Whether a word is a stage without its pipeline.
    private static boolean isStageOf(String name, String word) {
        return name.toLowerCase(Locale.ROOT).endsWith(" / " + word.toLowerCase(Locale.ROOT));
    }

    private static String unknown(NameKind kind, String word, List<DirectoryName> names, AllowedWords beside) {
        if (isNumber(word)) {
            return WITHOUT_QUOTES + word;
        }
        var words = Stream.concat(beside.words().stream(), names.stream().flatMap(DirectoryName::words))
                .distinct()
                .toList();
        var similar = names.stream()
                .map(DirectoryName::name)
                .filter(name -> name.toLowerCase(Locale.ROOT).contains(word.toLowerCase(Locale.ROOT)))
                .distinct()
                .limit(MOST_NAMES)
                .map(ValueText::quoted)
                .toList();
        var allowed = new AllowedWords(beside.expected() + " or " + known(kind, names), words);
        return allowed.nearest(word).isEmpty() && !word.isEmpty() && !similar.isEmpty()
                ? ", did you mean " + ValueText.or(similar) + "?"
                : allowed.hint(word);
    }

    /// Names of a kind as examples, as in `the name of a stage in the directory: "Sales / Contract", …`.
    private static String known(NameKind kind, List<DirectoryName> names) {
        var examples = names.stream()
                .limit(MOST_NAMES)
                .map(name -> ValueText.quoted(name.name()))
                .collect(Collectors.joining(", "));
        return "the name of " + kind.one() + " in the directory"
                + (names.isEmpty() ? ", which has none" : ": " + examples + (names.size() > MOST_NAMES ? ", …" : ""));
    }
}
