package dev.followup.directory;

import dev.followup.directory.Directory.Field;
import dev.followup.directory.Directory.FormerName;
import dev.followup.directory.Directory.Pipeline;
import dev.followup.directory.Directory.User;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/// The writer of `directory.yaml`: one line for each name, in a fixed order and without a date, so that two versions
/// differ only where the account does.
public final class DirectoryWriter {

    @SuppressWarnings("InlineFormatString") // it belongs beside the other comments
    private static final String HEAD = """
            : its users, pipelines, stages, task types and custom fields, with their ids.
            #
            # With it rules can use names where the CRM wants ids. src/docs/rules.md explains it, chapter "Names and the
            # directory". The function `directory` makes this file; do not edit it. Make it again when something changed in the
            # CRM, look at what differs, and keep it in git beside the rules. Once a day Followup compares it with the account,
            # and logs an error if something that a rule uses is gone.
            """;

    private static final String USERS = """

            # A rule names a user by name or e-mail address, as in `responsible: "Vera Lind"` or `lead.responsible_user_id:
            # vera@example.com`. A user with `active: false` gets no tasks.
            """;

    private static final String PIPELINES = """

            # A rule names a stage with its pipeline, as in `lead.status_id: "Sales / Contract"`, or alone if no other pipeline has
            # a stage of that name. Won (142) and lost (143) are the same stages in every pipeline. A pipeline is named as in
            # `lead.pipeline_id: Sales`.
            """;

    private static final String TYPES = """

            # A rule names a type of tasks as in `type: Visit`. `follow-up` (1) and `meeting` (2) are known in every account.
            """;

    private static final String FIELDS = """

            # A book gives a custom field a name of its own, as in `fields: { pay_date: { name: "Pay date" } }`: id and type are
            # taken from here. Conditions on a field with choices can use only these choices.
            """;

    private static final String FORMER_NAMES = """

            # What was renamed since. A rule that still uses one of these names is refused with the name of today.
            """;

    private static final int FIRST_PRINTABLE = 0x20;

    private final StringBuilder yaml = new StringBuilder();
    private final boolean isCommented;

    private DirectoryWriter(boolean isCommented) {
        this.isCommented = isCommented;
    }

    /// The file for people: with comments that explain it.
    ///
    /// @param account the name of the account
    public static String commented(Directory directory, String account) {
        var writer = new DirectoryWriter(true);
        writer.yaml.append("# The directory of the account ").append(account).append(HEAD);
        return writer.written(directory);
    }

    /// The names alone, for programs.
    public static String plain(Directory directory) {
        return new DirectoryWriter(false).written(directory);
    }

    private String written(Directory directory) {
        section(USERS, "users:", directory.users(), this::user);
        section(PIPELINES, "pipelines:", directory.pipelines(), this::pipeline);
        section(TYPES, "task-types:", directory.taskTypes(), type -> name("  ", type.id(), type.name()));
        if (!directory.fields().isEmpty()) {
            comment(FIELDS);
            line("fields:");
            Directory.ENTITIES.forEach(entity -> fields(
                    entity,
                    directory.fields().stream()
                            .filter(field -> field.entity().equals(entity))
                            .toList()));
        }
        section(FORMER_NAMES, "former-names:", directory.formerNames(), this::formerName);
        if (directory.equals(Directory.EMPTY)) {
            line("users: []");
        }
        return yaml.toString();
    }

    private <T> void section(String comment, String key, List<T> items, Consumer<T> item) {
        if (!items.isEmpty()) {
            comment(comment);
            line(key);
            items.forEach(item);
        }
    }

    private void user(User user) {
        line("  - { id: %d, name: %s%s%s }"
                .formatted(
                        user.id(),
                        quoted(user.name()),
                        user.email().isEmpty() ? "" : ", email: " + quoted(user.email()),
                        user.active() ? "" : ", active: false"));
    }

    private void pipeline(Pipeline pipeline) {
        line("  - id: " + pipeline.id());
        line("    name: " + quoted(pipeline.name()));
        if (!pipeline.stages().isEmpty()) {
            line("    stages:");
            pipeline.stages().forEach(stage -> name("      ", stage.id(), stage.name()));
        }
    }

    private void fields(String entity, List<Field> fields) {
        if (!fields.isEmpty()) {
            line("  " + entity + ":");
            fields.forEach(this::field);
        }
    }

    private void field(Field field) {
        var code = field.code() == null ? "" : ", code: " + quoted(field.code());
        if (field.choices().isEmpty()) {
            line("    - { id: %d%s, name: %s, type: %s }"
                    .formatted(field.id(), code, quoted(field.name()), quoted(field.type())));
            return;
        }
        line("    - id: " + field.id());
        if (field.code() != null) {
            line("      code: " + quoted(field.code()));
        }
        line("      name: " + quoted(field.name()));
        line("      type: " + quoted(field.type()));
        line("      choices:");
        field.choices().forEach(choice -> name("        ", choice.id(), choice.name()));
    }

    private void formerName(FormerName former) {
        line("  - { kind: %s, id: %d, name: %s }".formatted(former.kind().word(), former.id(), quoted(former.name())));
    }

    private void name(String indent, long id, String name) {
        line("%s- { id: %d, name: %s }".formatted(indent, id, quoted(name)));
    }

    private void comment(String text) {
        if (isCommented) {
            yaml.append(text);
        }
    }

    private void line(String text) {
        yaml.append(text).append('\n');
    }

    /// A text in double quotes, with what is not printable as escapes.
    private static String quoted(String text) {
        var quoted = new StringBuilder("\"");
        text.codePoints().forEach(character -> {
            if (character == '"' || character == '\\') {
                quoted.append('\\').appendCodePoint(character);
            } else if (character < FIRST_PRINTABLE || isInvisible(character)) {
                quoted.append(String.format(Locale.ROOT, character > 0xFFFF ? "\\U%08X" : "\\u%04X", character));
            } else {
                quoted.appendCodePoint(character);
            }
        });
        return quoted.append('"').toString();
    }

    /// Whether a character is no letter, digit or sign that people see, such as a surrogate without its other
    /// half or a no-break space.
    private static boolean isInvisible(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> true;
            case Character.SPACE_SEPARATOR -> character != ' ';
            default -> false;
        };
    }
}
