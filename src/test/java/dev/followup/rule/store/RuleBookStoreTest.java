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

    private List<String> rules(Account account) {
        return books.of(account).names();
    }

    private static Account account(String name, String rules) {
        return new Account(
                name, URI.create("https://" + name + ".amocrm.ru"), new ResourceLocation(name + ".rules", rules));
    }

    /// One second later each time, since the time of a file may be in whole seconds.
    private String write(String file, String rule) throws IOException {
        var path = Files.writeString(directory.resolve(file), """
                zone: Europe/Moscow
                rules:
                  - name: "%s"
                    when: lead.added
                    then:
                      - create-task: { text: "Call", due: 1h }
                """.formatted(rule));
        Files.setLastModifiedTime(path, FileTime.from(Instant.ofEpochSecond(1_000 + ++seconds)));
        return "file:" + path;
    }
}
