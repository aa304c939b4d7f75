package dev.followup.rule.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.followup.account.Account;
import dev.followup.config.ResourceLocation;
import dev.followup.config.TestConfig;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RuleBookStoreTest {

    @TempDir
    Path directory;

    private RuleBookStore books = new RuleBookStore(TestConfig.with(Map.of()));
    private int seconds;

    @BeforeEach
    void write_the_book_for_all() throws IOException {
        books = new RuleBookStore(TestConfig.with(Map.of("followup.rules", write("all.yaml", "for-all"))));
    }

    @Test
    void an_account_uses_its_own_book_or_the_common_one() throws IOException {
        assertThat(rules(account("north", write("north.yaml", "for-north")))).containsExactly("for-north");
        assertThat(rules(new Account("south", URI.create("https://south.amocrm.ru"))))
                .containsExactly("for-all");
    }

    @Test
    void each_book_is_read_again_when_its_file_changes_and_kept_while_that_is_wrong() throws IOException {
        var north = account("north", write("north.yaml", "first"));
        var south = account("south", write("south.yaml", "for-south"));
        assertThat(rules(north)).containsExactly("first");

        write("north.yaml", "second");
        assertThat(rules(north)).containsExactly("second");
        assertThat(rules(south)).containsExactly("for-south");

        write("north.yaml", "");
        assertThat(rules(north)).containsExactly("second");

        write("north.yaml", "third");
        assertThat(rules(north)).containsExactly("third");
    }

    @Test
    void a_book_is_kept_while_its_file_is_away() throws IOException {
        var north = account("north", write("north.yaml", "first"));
        assertThat(rules(north)).containsExactly("first");

        Files.delete(directory.resolve("north.yaml"));
        assertThat(rules(north)).containsExactly("first");

        write("north.yaml", "second");
        assertThat(rules(north)).containsExactly("second");
    }

    @Test
    void names_the_account_whose_book_is_missing() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> rules(account("north", "file:/nowhere/north.yaml")))
                .withMessageStartingWith("north.rules is file:/nowhere/north.yaml, which cannot be read");
    }

    @Test
    void names_are_looked_up_in_the_directory_of_the_account_or_the_common_one() throws IOException {
        var book = named("named.yaml", "Contract");
        file("directory.yaml", DIRECTORY.formatted(96210103));
        file("directory.south.yaml", DIRECTORY.formatted(77));

        assertThat(stages(account("north", book))).containsExactly(96210103L);
        assertThat(stages(account("south", book))).containsExactly(77L);
        assertThat(books.version(account("north", book)).digest())
                .isNotEqualTo(books.version(account("south", book)).digest());
    }

    @Test
    void accounts_without_a_directory_of_their_own_share_one_book() throws IOException {
        file("directory.yaml", DIRECTORY.formatted(5));
        var east = new Account("east", URI.create("https://east.amocrm.ru"));
        var west = new Account("west", URI.create("https://west.amocrm.ru"));
        assertThat(books.of(east)).isSameAs(books.of(west));
    }

    @Test
    void a_directory_is_read_again_when_its_file_changes_and_kept_while_that_is_wrong() throws IOException {
        var north = account("north", named("named.yaml", "Contract"));
        file("directory.yaml", DIRECTORY.formatted(96210103));
        assertThat(stages(north)).containsExactly(96210103L);

        file("directory.yaml", DIRECTORY.formatted(5));
        assertThat(stages(north)).containsExactly(5L);

        file("directory.yaml", "users: 5");
        assertThat(stages(north)).containsExactly(5L);

        file("directory.yaml", DIRECTORY.formatted(6).replace("Contract", "Agreement"));
        assertThat(stages(north)).as("the book does not fit its directory").containsExactly(5L);

        named("named.yaml", "Agreement");
        assertThat(stages(north)).containsExactly(6L);

        Files.delete(directory.resolve("directory.yaml"));
        assertThat(stages(north)).containsExactly(6L);
    }

    @Test
    void a_directory_of_its_own_that_appears_and_is_wrong_leaves_an_account_its_book() throws IOException {
        var north = account("north", write("plain.yaml", "first"));
        assertThat(rules(north)).containsExactly("first");

        file("directory.north.yaml", "users: 5");
        assertThat(rules(north)).containsExactly("first");
    }

    @Test
    void a_version_does_not_depend_on_names_that_its_book_does_not_use() throws IOException {
        var north = account("north", named("named.yaml", "Contract"));
        file("directory.yaml", DIRECTORY.formatted(5));
        var before = books.version(north).digest();

        file("directory.yaml", DIRECTORY.formatted(5) + "task-types: [ { id: 1, name: Call } ]\n");
        assertThat(books.version(north).digest()).isEqualTo(before);

        file("directory.yaml", DIRECTORY.formatted(5).replace("Sales", "Service"));
        assertThat(books.version(north).digest()).isNotEqualTo(before);
    }

    @Test
    void a_version_that_was_kept_is_the_same_with_the_names_of_then() throws IOException {
        var north = account("north", named("named.yaml", "Contract"));
        file("directory.yaml", DIRECTORY.formatted(5));
        var version = books.version(north);

        assertThat(BookVersion.kept(version.name(), version.text(), version.names())
                        .digest())
                .isEqualTo(version.digest());
        assertThat(books.directory(north)).isPresent();
        assertThat(books.zone(north)).isEqualTo(ZoneId.of("Europe/Moscow"));

        var ofIds = account("south", write("south.yaml", "for-south"));
        var withoutNames = books.version(ofIds);
        assertThat(withoutNames.names()).isEmpty();
        assertThat(BookVersion.kept(withoutNames.name(), withoutNames.text(), "")
                        .digest())
                .isEqualTo(withoutNames.digest());
    }

    @Test
    void a_book_of_ids_has_the_digest_that_it_has_without_a_directory() throws IOException {
        var north = account("north", write("plain.yaml", "first"));
        var before = books.version(north).digest();
        file("directory.yaml", DIRECTORY.formatted(5));
        assertThat(books.version(north).digest()).isEqualTo(before);
        assertThat(books.version(north).names()).isEmpty();
    }

    private static final String DIRECTORY = """
            pipelines:
              - { id: 9621010, name: "Sales", stages: [ { id: %d, name: "Contract" } ] }
            """;

    private List<Long> stages(Account account) {
        return books.of(account).uses().stream()
                .map(use -> Long.valueOf(use.key()))
                .toList();
    }

    private String named(String file, String stage) throws IOException {
        return file(file, """
                zone: Europe/Moscow
                rules:
                  - name: call
                    when: lead.added
                    if: { lead.status_id: %s }
                    then:
                      - create-task: { text: "Call", due: 1h }
                """.formatted(stage));
    }

    private List<String> rules(Account account) {
        return books.of(account).names();
    }

    private static Account account(String name, String rules) {
        return new Account(
                name, URI.create("https://" + name + ".amocrm.ru"), new ResourceLocation(name + ".rules", rules));
    }

    /// One second later each time, since the time of a file may be in whole seconds.
    private String write(String file, String rule) throws IOException {
        return file(file, """
                zone: Europe/Moscow
                rules:
                  - name: "%s"
                    when: lead.added
                    then:
                      - create-task: { text: "Call", due: 1h }
                """.formatted(rule));
    }

    private String file(String file, String text) throws IOException {
        var path = Files.writeString(directory.resolve(file), text);
        Files.setLastModifiedTime(path, FileTime.from(Instant.ofEpochSecond(1_000 + ++seconds)));
        return "file:" + path;
    }
}
