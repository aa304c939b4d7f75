package dev.followup.explain.cases;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.followup.account.Accounts;
import dev.followup.config.TestConfig;
import dev.followup.explain.cases.RuleCaseWatcher.Result;
import dev.followup.rule.store.RuleBookStore;
import dev.followup.webhook.WebhookReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RuleCaseWatcherTest {

    private static final String BOOK = """
            zone: Europe/Moscow
            rules:
              - name: call
                when: lead.added
                then: [{ create-task: { text: "%s", due: 1h } }]
            """;
    private static final String CASES = """
            - name: a lead
              given: { event: { kind: lead.added, lead: { id: 5 } }, at: 2026-11-24T10:00:00+03:00 }
              expect: [{ rule: call, text: "Call" }]
            - name: a contact
              given: { event: { kind: contact.added, contact: { id: 6 } }, at: 2026-11-24T10:00:00+03:00 }
              expect: []
            """;

    @TempDir
    Path folder;

    private int seconds = 1;

    @Test
    void runs_the_cases_only_when_they_or_the_rules_have_changed() throws IOException {
        write("book.yaml", BOOK.formatted("Call"));
        var config = TestConfig.with(
                Map.of("followup.crm.host", "https://demo.kommo.com", "followup.rules", "file:" + path("book.yaml")));
        var watcher = new RuleCaseWatcher(
                new Accounts(config), new RuleBookStore(config), new WebhookReader(), new ObjectMapper());
        assertThat(watcher.news()).isEmpty();

        write("book.cases.yaml", CASES);
        assertThat(watcher.news()).containsExactly(new Result(true, "2 cases of book.cases.yaml hold"));
        assertThat(watcher.news()).isEmpty();

        write("book.yaml", BOOK.formatted("Ring"));
        assertThat(watcher.news()).singleElement().satisfies(result -> {
            assertThat(result.good()).isFalse();
            assertThat(result.words())
                    .startsWith("1 of 2 cases of book.cases.yaml do not hold:")
                    .contains("book.cases.yaml:1:3 a lead: ")
                    .containsPattern("≠ text: +expected Call +found Ring")
                    .doesNotContain("a contact");
        });
        assertThat(watcher.news()).isEmpty();

        write("book.yaml", "rules: none");
        assertThat(watcher.news()).isEmpty();

        write("book.cases.yaml", "- name: a lead");
        assertThat(watcher.news()).singleElement().satisfies(result -> {
            assertThat(result.good()).isFalse();
            assertThat(result.words())
                    .startsWith("book.cases.yaml is wrong, its cases are not tried:")
                    .contains("book.cases.yaml:1:3");
        });

        write("book.yaml", BOOK.formatted("Call"));
        write("book.cases.yaml", CASES);
        assertThat(watcher.news()).extracting(Result::good).containsExactly(true);

        Files.delete(path("book.cases.yaml"));
        assertThat(watcher.news()).isEmpty();
    }

    private Path path(String file) {
        return folder.resolve(file);
    }

    /// One second later each time, since the time of a file may be in whole seconds.
    private void write(String file, String text) throws IOException {
        Files.setLastModifiedTime(
                Files.writeString(path(file), text), FileTime.from(Instant.ofEpochSecond(1_000 + ++seconds)));
    }
}
