package dev.followup.directory;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class AccountSchemaTest {

    private final ObjectMapper json = new ObjectMapper();

    private static String schema() throws IOException {
        try (var schema = AccountSchemaTest.class.getResourceAsStream("/rules.schema.json")) {
            return new String(Objects.requireNonNull(schema).readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private List<String> names(String definition) throws Exception {
        var schema = AccountSchema.of(schema(), DirectoryFixtures.ACCOUNT);
        var words = json.readTree(schema).at("/definitions/" + definition + "/enum");
        return words.valueStream().map(word -> word.asText()).toList();
    }

    @Test
    void offers_each_name_that_means_one_thing() throws Exception {
        assertThat(names("user-name"))
                .containsExactly(
                        "Anna Orlova",
                        "anna@example.com",
                        "boris@example.com",
                        "Vera Lind",
                        "vera@example.com",
                        "kim@example.com",
                        "Ольга");
        assertThat(names("pipeline-name")).containsExactly("Sales", "Договоры");
        assertThat(names("stage-name"))
                .contains("Sales / First contact", "Договоры / First contact", "Contract", "Sales / Contract", "Won")
                .doesNotContain("First contact", "Sales / Won", "Договоры / Won");
        assertThat(names("task-type-name")).containsExactly("Follow-up", "Meeting", "Visit");
        assertThat(names("field-name")).containsExactly("Pay date", "Source", "Wishes", "Phone");
    }

    @Test
    void is_that_of_all_books_for_an_account_without_names() throws Exception {
        assertThat(json.readTree(AccountSchema.of(schema(), Directory.EMPTY))).isEqualTo(json.readTree(schema()));
    }
}
