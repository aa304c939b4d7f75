package dev.followup.config;

import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Files of ours in other encodings than UTF-8.
class FileEncodingTest {

    private static final String TEXT = "zone: Europe/Moscow\nrules:\n  # Звонок\n";

    @TempDir
    private Path directory;

    static Stream<Arguments> encodings() {
        return Stream.of(
                Arguments.of(Charset.forName("windows-1251"), "looks like windows-1251), line 3"),
                Arguments.of(Charset.forName("IBM866"), "looks like an older code page such as cp866), line 3"),
                Arguments.of(UTF_16, "looks like UTF-16), line 1"),
                Arguments.of(UTF_16LE, "looks like UTF-16), line 1"));
    }

    @ParameterizedTest
    @MethodSource("encodings")
    void says_what_a_file_looks_like_that_is_not_utf_8(Charset encoding, String problem) throws IOException {
        assertThatThrownBy(() -> written(TEXT.getBytes(encoding)).text())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("accounts.yaml, which is not UTF-8 (" + problem + ": save it as UTF-8");
    }

    @Test
    void leaves_out_the_byte_order_mark_of_windows() throws IOException {
        assertThat(written(("\uFEFF" + TEXT).getBytes(UTF_8)).text()).isEqualTo(TEXT);
    }

    private ResourceLocation written(byte[] bytes) throws IOException {
        var file = Files.write(directory.resolve("accounts.yaml"), bytes);
        return new ResourceLocation("FOLLOWUP_ACCOUNTS", "file:" + file);
    }
}
