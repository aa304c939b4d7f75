package dev.followup.chaos;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.followup.explain.cases.ShippedRules;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// The content of the zip that is deployed.
class FunctionZipIT {

    private static final String LIBRARIES = "lib/libraries.jar";

    private static final Map<String, byte[]> FILES = new LinkedHashMap<>();
    private static final List<String> LIBRARY_FILES = new ArrayList<>();
    private static final Set<LocalDateTime> TIMES = new HashSet<>();

    @BeforeAll
    static void read() throws IOException {
        try (var zip = new ZipInputStream(Files.newInputStream(PackagedFunction.ZIP))) {
            for (var entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                TIMES.add(entry.getTimeLocal());
                if (entry.getName().equals(LIBRARIES)) {
                    readLibraries(new ZipInputStream(zip));
                    FILES.put(LIBRARIES, new byte[0]);
                } else {
                    FILES.put(entry.getName(), zip.readAllBytes());
                }
            }
        }
    }

    private static void readLibraries(ZipInputStream libraries) throws IOException {
        for (var entry = libraries.getNextEntry(); entry != null; entry = libraries.getNextEntry()) {
            LIBRARY_FILES.add(entry.getName());
            TIMES.add(entry.getTimeLocal());
        }
    }

    @AfterAll
    static void forget() {
        FILES.clear();
        LIBRARY_FILES.clear();
        TIMES.clear();
    }

    @Test
    void it_holds_the_handler_of_each_function() throws IOException {
        for (var function : List.of("worker", "explain", "subscribe")) {
            var type = FunctionTemplate.of(function).handler().replaceFirst("::.*", "");
            assertThat(FILES).containsKey(type.replace('.', '/') + ".class");
        }
    }

    @Test
    void it_holds_the_rules_and_the_settings() {
        assertThat(FILES.keySet()).containsAll(ShippedRules.resources()).contains("application.properties");
    }

    @Test
    void its_libraries_are_one_jar() {
        assertThat(FILES.keySet()).filteredOn(name -> name.endsWith(".jar")).containsExactly(LIBRARIES);
        assertThat(LIBRARY_FILES).contains("io/quarkus/funqy/lambda/FunqyStreamHandler.class");
    }

    @Test
    void it_holds_the_licences_and_notices_of_each_library() {
        var list = new String(FILES.get("META-INF/THIRD-PARTY.txt"), UTF_8);
        assertThat(list).contains("io.netty.netty-common-", "or GPL-2.0-with-classpath-exception https://");
        var texts = list.lines().map(String::strip).filter(line -> line.startsWith("META-INF/"));
        assertThat(LIBRARY_FILES)
                .containsAll(texts.toList())
                .noneMatch(name -> name.matches("META-INF/[^/]*(LICENSE|NOTICE)[^/]*"))
                .anyMatch(name -> name.matches("META-INF/licenses/software\\.amazon\\.awssdk\\.sqs-.*/NOTICE\\.txt"));
    }

    @Test
    void its_files_are_sorted_and_of_one_time_so_that_the_same_files_make_the_same_zip() {
        assertThat(List.copyOf(FILES.keySet())).isSorted();
        assertThat(LIBRARY_FILES).isSorted();
        assertThat(TIMES).hasSize(1);
    }

    @Test
    void it_holds_no_class_of_development_and_nothing_that_refers_to_one() {
        assertThat(FILES).allSatisfy((name, bytes) -> assertThat(name + new String(bytes, ISO_8859_1))
                .doesNotContainPattern("dev[./]followup[./](console|devmode|sandbox)[./]"));
    }

    @Test
    void it_holds_neither_tests_nor_their_libraries() {
        assertThat(FILES.keySet())
                .filteredOn(name -> name.endsWith(".class"))
                .noneMatch(name -> Files.exists(Path.of("target/test-classes", name)));
        assertThat(LIBRARY_FILES)
                .noneMatch(name -> name.matches("(dev/followup|org/junit|org/assertj|org/awaitility|org/elasticmq)/.*"));
    }
}
