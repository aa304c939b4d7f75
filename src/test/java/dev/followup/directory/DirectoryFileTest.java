package dev.followup.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.followup.directory.Directory.Choice;
import dev.followup.directory.Directory.Field;
import dev.followup.directory.Directory.FormerName;
import dev.followup.directory.Directory.Pipeline;
import dev.followup.directory.Directory.Stage;
import dev.followup.directory.Directory.User;
import dev.followup.yaml.InvalidFileException;
import java.util.List;
import java.util.Random;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DirectoryFileTest {

    /// What names may be made of: letters, signs with a meaning in YAML, what is invisible, what needs two
    /// characters.
    private static final String[] PIECES = {
        "a", "Я", "ё", " ", "\"", "\\", "'", "#", ":", "- ", "{", "}", ",", "/", "\t", "\n", "\u00A0", "\u200B",
        "\u2028", "\uFEFF", "\u0001", "😀", "é", "null", "true", "142", "%", "@", "&", "*", "!", "|", ">"
    };

    private final Random random = new Random(20261128);

    @Test
    void a_directory_that_is_written_and_read_is_the_same() {
        for (int i = 0; i < 300; i++) {
            var directory = random();
            assertThat(DirectoryReader.read("directory.yaml", DirectoryWriter.commented(directory, "demo")))
                    .isEqualTo(directory);
            assertThat(DirectoryReader.read("directory.yaml", DirectoryWriter.plain(directory)))
                    .isEqualTo(directory);
        }
    }

    @Test
    void an_account_without_anything_is_written_and_read_too() {
        assertThat(DirectoryReader.read("directory.yaml", DirectoryWriter.plain(Directory.EMPTY)))
                .isEqualTo(Directory.EMPTY);
    }

    @Test
    void each_name_has_a_line_so_that_a_change_in_the_account_is_a_change_of_a_line() {
        assertThat(DirectoryWriter.commented(DirectoryFixtures.ACCOUNT, "demo").lines())
                .contains(
                        "  - { id: 101, name: \"Anna Orlova\", email: \"anna@example.com\" }",
                        "  - { id: 104, name: \"Boris Kim\", email: \"kim@example.com\", active: false }",
                        "  - id: 9621010",
                        "    name: \"Sales\"",
                        "      - { id: 96210103, name: \"Contract\" }",
                        "  - { id: 2743001, name: \"Visit\" }",
                        "    - { id: 77, name: \"Pay date\", type: \"date\" }",
                        "        - { id: 1, name: \"Web site\" }",
                        "    - { id: 90, code: \"PHONE\", name: \"Phone\", type: \"multitext\" }")
                .anyMatch(line -> line.startsWith("# The directory of the account demo"))
                .allMatch(line -> line.length() <= 130);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            `usrs: []` | `directory.yaml:1:1: found "usrs", did you mean "users"?`
            `users: { id: 101 }` | `directory.yaml:1:8 users: found a mapping, expected a list, such as - { id: 101, name: "Vera Lind" }`
            `users: [ { id: 101 } ]` | `directory.yaml:1:10 users: found no "name", expected one`
            `users: [ { id: "101", name: "Vera" } ]` | `directory.yaml:1:16 users.id: found "101", expected an id of the CRM, a number`
            `users: [ { id: 101, name: 5 } ]` | `directory.yaml:1:27 users.name: found 5, expected a text in quotes`
            `users: [ { id: 101, name: "Vera", active: 1 } ]` | `directory.yaml:1:43 users.active: found 1, expected true or false`
            `users: [ { id: 101, name: "A" }, { id: 101, name: "B" } ]` | `directory.yaml:1:40 users[1].id: found "101" a second time, expected it once: it is already at directory.yaml:1:16`
            `pipelines: [ { id: 5, name: "A", stages: [ { id: 0, name: "B" } ] } ]` | `directory.yaml:1:50 pipelines.stages.id: found 0, expected an id of the CRM, a number`
            `task-types: [ { id: 1, name: " " } ]` | `directory.yaml:1:30 task-types.name: found " ", expected a text in quotes`
            `fields: { lead: [] }` | `directory.yaml:1:11 fields: found "lead", did you mean "leads"?`
            `fields: { leads: [ { id: 7, name: "A", tipe: text } ] }` | `directory.yaml:1:40 fields.leads: found "tipe", did you mean "type"?`
            `# nothing` | `directory.yaml:1:1: found nothing, expected a directory, as the function directory makes it`
            """)
    void a_problem_says_where_it_is_and_what_is_expected(String yaml, String problem) {
        var refused =
                catchThrowableOfType(InvalidFileException.class, () -> DirectoryReader.read("directory.yaml", yaml));
        assertThat(refused).isNotNull();
        assertThat(refused.problems()).contains(problem);
    }

    @Test
    void a_users_name_without_quotes_is_text_too() {
        assertThat(DirectoryReader.read("directory.yaml", "users: [ { id: 101, name: Vera Lind } ]")
                        .users())
                .containsExactly(new User(101, "Vera Lind", "", true));
    }

    @Test
    void what_was_renamed_keeps_its_former_names() {
        var first = read("users: [{ id: 101, name: Anna }, { id: 102, name: Boris }, { id: 103, name: Vera }]");
        var second = read("users: [{ id: 101, name: Anna Lind }, { id: 102, name: Vera }]")
                .remembering(first);
        var third = read("users: [{ id: 101, name: Anna Orlova }, { id: 102, name: Vera }]")
                .remembering(second);

        assertThat(second.formerNames())
                .containsExactly(
                        new FormerName(NameKind.USER, 101, "Anna"), new FormerName(NameKind.USER, 102, "Boris"));
        assertThat(third.formerNames())
                .containsExactly(
                        new FormerName(NameKind.USER, 101, "Anna"),
                        new FormerName(NameKind.USER, 102, "Boris"),
                        new FormerName(NameKind.USER, 101, "Anna Lind"));
        assertThat(third.remembering(third)).isEqualTo(third);
    }

    @Test
    void the_won_leads_of_a_pipeline_that_is_gone_are_not_those_of_another() {
        var won = "pipelines: [{ id: %d, name: %s, stages: [{ id: 142, name: Won }] }]";
        var first = read(won.formatted(1, "Sales"));
        assertThat(read(won.formatted(2, "Repairs")).remembering(first).formerNames())
                .isEmpty();
        assertThat(read(won.formatted(1, "Trade")).remembering(first).formerNames())
                .containsExactly(
                        new FormerName(NameKind.PIPELINE, 1, "Sales"),
                        new FormerName(NameKind.STAGE, 142, "Sales / Won"));
    }

    @Test
    void a_former_name_of_an_unknown_kind_is_refused() {
        assertThatThrownBy(() -> read("former-names: [{ kind: stages, id: 1, name: Old }]"))
                .hasMessageContaining("found \"stages\", did you mean \"stage\"?");
    }

    private static Directory read(String yaml) {
        return DirectoryReader.read("directory.yaml", yaml);
    }

    private Directory random() {
        return new Directory(
                some(id -> new User(id, name(), random.nextBoolean() ? "" : name(), random.nextBoolean())),
                some(id -> new Pipeline(id, name(), some(stage -> new Stage(stage, name())))),
                some(id -> new Directory.Type(id, name())),
                Directory.ENTITIES.stream()
                        .flatMap(entity -> some(id -> new Field(
                                        entity,
                                        id,
                                        random.nextBoolean() ? null : name(),
                                        name(),
                                        name(),
                                        some(choice -> new Choice(choice, name()))))
                                .stream())
                        .toList(),
                some(id -> new FormerName(
                        List.of(NameKind.values()).get(random.nextInt(NameKind.values().length)), id, name())));
    }

    private <T> List<T> some(IntFunction<T> one) {
        return IntStream.rangeClosed(1, random.nextInt(4)).mapToObj(one).toList();
    }

    private String name() {
        var name = new StringBuilder("n");
        for (int i = random.nextInt(6); i > 0; i--) {
            name.append(PIECES[random.nextInt(PIECES.length)]);
        }
        return name.toString();
    }
}
