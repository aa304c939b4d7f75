package dev.followup.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResourceLocationTest {

    @TempDir
    Path directory;

    @ParameterizedTest
    @CsvSource({
        "file:/etc/followup/rules.yaml, file:/etc/followup/rules.cases.yaml",
        "file:/etc/followup.d/north, file:/etc/followup.d/north.cases",
        "file:./rules, file:./rules.cases",
        "classpath:north/rules.yaml, classpath:north/rules.cases.yaml",
        "classpath:north, classpath:north.cases",
    })
    void finds_the_file_beside_it(String where, String beside) {
        assertThat(new ResourceLocation("FOLLOWUP_RULES", where).beside("cases"))
                .isEqualTo(new ResourceLocation("FOLLOWUP_RULES", beside));
    }

    @Test
    void knows_whether_the_file_exists() throws IOException {
        var file = Files.writeString(directory.resolve("rules.yaml"), "rules: []");

        assertThat(at("file:" + file).exists()).isTrue();
        assertThat(at("file:" + file).beside("cases").exists()).isFalse();
        assertThat(at("classpath:sandbox/rules.yaml").exists()).isTrue();
        assertThat(at("classpath:nowhere.yaml").exists()).isFalse();
    }

    @Test
    void says_what_a_name_needs_that_this_machine_cannot_write() {
        assertThatThrownBy(() -> at("file:/etc/\0.yaml").exists())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("FOLLOWUP_RULES is file:/etc/")
                .hasMessageEndingWith("letters other than ASCII in the names of files need LANG=C.UTF-8");
    }

    private static ResourceLocation at(String where) {
        return new ResourceLocation("FOLLOWUP_RULES", where);
    }
}
