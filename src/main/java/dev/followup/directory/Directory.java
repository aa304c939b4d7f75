package dev.followup.directory;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The names of an account with their ids, as `directory.yaml` keeps them.
///
/// @param users in the order of their ids
/// @param pipelines in the order of the CRM
/// @param taskTypes in the order of their ids
/// @param fields the custom fields, in the order of their entities and ids
/// @param formerNames the names that things had before, for rules that still use them
public record Directory(
        List<User> users,
        List<Pipeline> pipelines,
        List<Type> taskTypes,
        List<Field> fields,
        List<FormerName> formerNames) {

    /// A directory without names.
    public static final Directory EMPTY = new Directory(List.of(), List.of(), List.of(), List.of());

    /// The entities that have custom fields, by the words of the file.
    public static final List<String> ENTITIES = List.of("leads", "contacts", "companies", "customers");

    public Directory {
        users = List.copyOf(users);
        pipelines = List.copyOf(pipelines);
        taskTypes = List.copyOf(taskTypes);
        fields = List.copyOf(fields);
        formerNames = List.copyOf(formerNames);
    }

    /// A directory in which nothing was ever called otherwise.
    public Directory(List<User> users, List<Pipeline> pipelines, List<Type> taskTypes, List<Field> fields) {
        this(users, pipelines, taskTypes, fields, List.of());
    }

    /// A user.
    ///
    /// @param email empty if the CRM shows none
    /// @param active whether tasks can be given to the user
    public record User(long id, String name, String email, boolean active) {}

    /// A pipeline.
    ///
    /// @param stages in the order of the CRM
    public record Pipeline(long id, String name, List<Stage> stages) {

        public Pipeline {
            stages = List.copyOf(stages);
        }
    }

    /// A stage of a pipeline. Every pipeline has stages for won and lost leads, with the same ids in all of them.
    public record Stage(long id, String name) {}

    /// A type of tasks.
    public record Type(long id, String name) {}

    /// A custom field.
    ///
    /// @param entity what has it, such as `leads`
    /// @param code its code in capitals; `null` if it has none
    /// @param type the CRM's word for its type, such as `select`
    /// @param choices the texts to choose from; empty if every text is allowed
    public record Field(String entity, long id, @Nullable String code, String name, String type, List<Choice> choices) {

        public Field {
            choices = List.copyOf(choices);
        }
    }

    /// A text to choose from.
    public record Choice(long id, String name) {}

    /// A name that something had before.
    ///
    /// @param id of what had it
    /// @param name such as `Vera Lind`, or `Sales / Contract` for a stage
    public record FormerName(NameKind kind, long id, String name) {}

    /// The same with the names that things had in an earlier directory. What is gone, and names that something has
    /// now, are not kept.
    public Directory remembering(Directory earlier) {
        var called = new EnumMap<NameKind, List<DirectoryName>>(NameKind.class);
        var former = Stream.concat(earlier.formerNames.stream(), earlier.namesOfWhatIsIn(this))
                .filter(one -> has(one.kind(), key(one.id())))
                .filter(one -> called.computeIfAbsent(one.kind(), this::names).stream()
                        .noneMatch(now -> now.isCalled(one.name()::equals)))
                .distinct()
                .toList();
        return new Directory(users, pipelines, taskTypes, fields, former);
    }

    /// The names of all that a later directory may still have. The stages of won and lost leads, which every pipeline
    /// has, are gone with a pipeline.
    private Stream<FormerName> namesOfWhatIsIn(Directory later) {
        var kept = later.pipelines.stream().map(Pipeline::id).collect(Collectors.toSet());
        var ofStages = stages().stream()
                .filter(one -> kept.contains(one.pipeline().id()))
                .map(one -> new FormerName(NameKind.STAGE, one.stage().id(), one.name()));
        var others = Arrays.stream(NameKind.values())
                .filter(kind -> kind != NameKind.STAGE)
                .flatMap(kind -> names(kind).stream().map(name -> new FormerName(kind, name.id(), name.name())));
        return Stream.concat(others, ofStages);
    }

    /// A stage with its pipeline.
    record StageOfPipeline(Pipeline pipeline, Stage stage) {

        /// As in `Sales / Contract`.
        String name() {
            return pipeline.name() + " / " + stage.name();
        }
    }

    List<StageOfPipeline> stages() {
        return pipelines.stream()
                .flatMap(pipeline -> pipeline.stages().stream().map(stage -> new StageOfPipeline(pipeline, stage)))
                .toList();
    }

    /// The user of an id; empty if the directory has none.
    public Optional<User> user(long id) {
        return users.stream().filter(user -> user.id() == id).findFirst();
    }

    /// The custom field of an id or a code; empty if the directory has none.
    Optional<Field> field(String key) {
        return fields.stream()
                .filter(field -> key.equals(field.code()) || key.equals(Long.toString(field.id())))
                .findFirst();
    }

    /// The name that the directory gives an id, such as `Sales / Contract`; empty if it has none. The stages of
    /// won and lost leads, which every pipeline has, are named without a pipeline.
    public Optional<String> name(NameKind kind, String key) {
        if (kind == NameKind.FIELD) {
            return field(key).map(Field::name);
        }
        var names = names(kind).stream().filter(name -> name.key().equals(key)).toList();
        return names.stream()
                .findFirst()
                .map(name -> names.size() > 1 && !name.other().isEmpty() ? name.other() : name.name());
    }

    /// The id of what a rule book uses: that of the field if it uses a code; empty if the directory does not have it.
    public Optional<String> id(NameUse use) {
        if (use.kind() == NameKind.FIELD) {
            return field(use.key()).map(field -> key(field.id()));
        }
        return has(use.kind(), use.key()) ? Optional.of(use.key()) : Optional.empty();
    }

    /// Whether the directory has something of this id.
    boolean has(NameKind kind, String key) {
        return kind == NameKind.FIELD
                ? field(key).isPresent()
                : names(kind).stream().anyMatch(name -> name.key().equals(key));
    }

    /// All names of a kind.
    List<DirectoryName> names(NameKind kind) {
        return switch (kind) {
            case USER -> users.stream().map(Directory::name).toList();
            case PIPELINE ->
                pipelines.stream()
                        .map(pipeline -> new DirectoryName(pipeline.id(), pipeline.name(), "", ""))
                        .toList();
            case STAGE -> stages().stream().map(Directory::name).toList();
            case TASK_TYPE ->
                taskTypes.stream()
                        .map(type -> new DirectoryName(type.id(), type.name(), "", ""))
                        .toList();
            case FIELD ->
                fields.stream()
                        .map(field -> new DirectoryName(field.id(), field.name(), "", "of " + field.entity()))
                        .toList();
        };
    }

    private static DirectoryName name(User user) {
        return new DirectoryName(
                user.id(),
                user.name(),
                user.email(),
                user.active() ? user.email() : (user.email() + " not active").strip());
    }

    private static DirectoryName name(StageOfPipeline stage) {
        return new DirectoryName(stage.stage().id(), stage.name(), stage.stage().name(), "");
    }

    /// The names of a stage in all pipelines: one, but for the stages of won and lost leads.
    Set<String> stageNames(long id) {
        return stages().stream()
                .filter(one -> one.stage().id() == id)
                .map(one -> one.stage().name())
                .collect(Collectors.toUnmodifiableSet());
    }

    /// How many pipelines have a stage.
    long pipelinesOf(long stage) {
        return stages().stream().filter(one -> one.stage().id() == stage).count();
    }

    /// The part of the directory that a rule book uses: what is kept with the book, so that it can be read again.
    public Directory only(Set<NameUse> uses) {
        var ofUsers = keys(NameKind.USER, uses);
        var ofPipelines = keys(NameKind.PIPELINE, uses);
        var ofStages = keys(NameKind.STAGE, uses);
        var ofTypes = keys(NameKind.TASK_TYPE, uses);
        var ofFields = keys(NameKind.FIELD, uses);
        return new Directory(
                users.stream().filter(user -> ofUsers.contains(key(user.id()))).toList(),
                pipelines.stream()
                        .map(pipeline -> new Pipeline(
                                pipeline.id(),
                                pipeline.name(),
                                pipeline.stages().stream()
                                        .filter(stage -> ofStages.contains(key(stage.id())))
                                        .toList()))
                        .filter(pipeline -> !pipeline.stages().isEmpty() || ofPipelines.contains(key(pipeline.id())))
                        .toList(),
                taskTypes.stream()
                        .filter(type -> ofTypes.contains(key(type.id())))
                        .toList(),
                fields.stream()
                        .filter(field -> ofFields.contains(key(field.id()))
                                || (field.code() != null && ofFields.contains(field.code())))
                        .toList());
    }

    private static String key(long id) {
        return Long.toString(id);
    }

    private static Set<String> keys(NameKind kind, Set<NameUse> uses) {
        return uses.stream().filter(use -> use.kind() == kind).map(NameUse::key).collect(Collectors.toSet());
    }
}
