package dev.followup.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.followup.MarkdownFile;
import io.smallrye.config.WithDefault;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// The README's table of settings has each setting of `FollowupConfig`, by its name in the environment, and its
/// default.
class SettingsInReadmeTest {

    private static final Pattern NAME = Pattern.compile("`([A-Z][A-Z_]+)`");
    private static final Pattern OTHER_NAME = Pattern.compile("\\$\\{([^:}]+):?}");

    @Test
    void every_setting_is_listed_and_no_other() throws IOException {
        assertThat(table().keySet())
                .containsExactlyInAnyOrderElementsOf(settings().keySet());
    }

    @Test
    void defaults_are_those_of_the_code() throws IOException {
        var table = table();
        settings().forEach((name, setting) -> {
            var value = setting.getAnnotation(WithDefault.class);
            if (value != null) {
                assertThat(table)
                        .as(name)
                        .hasEntrySatisfying(
                                name, row -> assertThat(row.getLast()).startsWith("`" + value.value() + "`"));
            }
        });
    }

    @Test
    void every_setting_says_meaning_unit_and_default() {
        assertThat(table().values())
                .allSatisfy(row -> assertThat(row).hasSize(4).doesNotContain(""));
    }

    private static Map<String, List<String>> table() {
        return MarkdownFile.read("README.md").rows("## Settings").stream()
                .collect(Collectors.toMap(
                        row -> NAME.matcher(row.getFirst())
                                .results()
                                .findFirst()
                                .orElseThrow()
                                .group(1),
                        row -> row));
    }

    private static Map<String, Method> settings() throws IOException {
        var properties = new Properties();
        try (var in = Files.newBufferedReader(Path.of("src/main/resources/application.properties"))) {
            properties.load(in);
        }
        var settings = new LinkedHashMap<String, Method>();
        add(FollowupConfig.class, "followup", properties, settings);
        return settings;
    }

    private static void add(Class<?> group, String prefix, Properties properties, Map<String, Method> settings) {
        for (var method : group.getDeclaredMethods()) {
            var key =
                    prefix + "." + method.getName().replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
            if (method.getReturnType().isInterface()) {
                add(method.getReturnType(), key, properties, settings);
            } else {
                settings.put(environment(key, properties), method);
            }
        }
    }

    /// A setting that `application.properties` takes from another variable goes by that name.
    private static String environment(String key, Properties properties) {
        var other = OTHER_NAME.matcher(properties.getProperty(key, ""));
        return (other.matches() ? other.group(1) : key).replaceAll("[.-]", "_").toUpperCase(Locale.ROOT);
    }
}
