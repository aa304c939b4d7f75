package dev.followup.explain;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.followup.account.Account;
import dev.followup.directory.DirectoryReader;
import dev.followup.rule.RuleBookReader;
import dev.followup.rule.SandboxRules;
import dev.followup.webhook.WebhookReader;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The cases of rendered explanations: a directory per case, with `body.txt` or `event.json`, `rules.yaml` and
/// `expected.txt`. Events without a time of their own happened on Saturday, 21 November 2026, at 13:00 in
/// Moscow.
class ExplanationRendererTest {

    private static final Path CASES = Path.of("src/test/resources/explanations");
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");
    private static final Account ACCOUNT = new Account("demo", URI.create("https://demo.amocrm.ru"));

    static Stream<Path> cases() throws IOException {
        try (var directories = Files.list(CASES)) {
            return directories.sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void reads_like_this(Path directory) throws IOException {
        var lines = new ExplanationRenderer(explanation(directory), JSON).lines();
        assertThat(String.join("\n", lines) + "\n").isEqualTo(Files.readString(directory.resolve("expected.txt")));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void fits_on_a_screen(Path directory) throws IOException {
        assertThat(new ExplanationRenderer(explanation(directory), JSON).lines())
                .allSatisfy(
                        line -> assertThat(line).hasSizeLessThanOrEqualTo(120).doesNotContain("\n"));
    }

    @Test
    void the_sample_of_the_readme_fires() throws IOException {
        var readme = Files.readString(Path.of("README.md"));
        var book = found("(?s)```yaml\n(.*?)```", readme);
        var body = found("-d '(leads[^']*)'", readme);
        var answer = found("(?s)-d 'leads[^\n]*\n```\n\n```\n(.*?)```", readme);
        var explanation = new Explainer(
                        ACCOUNT.name(),
                        ACCOUNT::objection,
                        RuleBookReader.read("rules.yaml", book),
                        new WebhookReader(),
                        JSON)
                .of(body, NOW);
        assertThat(String.join("\n", new ExplanationRenderer(explanation, JSON).lines()) + "\n")
                .isEqualTo(answer)
                .contains("FIRES   call-new-lead");
    }

    private static String found(String pattern, String text) {
        var matcher = Pattern.compile(pattern).matcher(text);
        assertThat(matcher.find()).isTrue();
        return matcher.group(1);
    }

    @Test
    void says_why_nothing_was_explained() {
        assertThat(new ExplanationRenderer(
                                Explanation.refused("account", "found x, expected one that is served here: demo"), JSON)
                        .lines())
                .containsExactly("Could not be read", "  account: found x, expected one that is served here: demo");
    }

    /// A second is allowed on a quiet machine: the processor time counts here, with as much again for a busy one.
    @Test
    void a_body_of_9000_items_is_explained_within_a_second_and_cut_below_the_limit_of_lambda() throws IOException {
        var docs = Path.of("src/docs");
        var book = RuleBookReader.read(
                "wishes.yaml",
                Files.readString(docs.resolve("wishes.yaml")),
                DirectoryReader.read("directory.yaml", Files.readString(docs.resolve("directory.yaml"))));
        var body = IntStream.range(0, 9_000)
                .mapToObj(i -> "leads[add][" + i + "][id]=" + (i + 1))
                .collect(Collectors.joining("&"));
        var explainer = new Explainer(ACCOUNT.name(), ACCOUNT::objection, book, new WebhookReader(), JSON);
        var threads = ManagementFactory.getThreadMXBean();

        long begun = threads.getCurrentThreadCpuTime();
        var explanation = explainer.of(body, NOW);
        var lines = new ExplanationRenderer(explanation, JSON).lines();
        long time = threads.getCurrentThreadCpuTime() - begun;

        assertThat(Duration.ofNanos(time)).isLessThan(Duration.ofSeconds(2));
        assertThat(JSON.writeValueAsBytes(explanation).length).isLessThan(4_000_000);
        assertThat(String.join("\n", lines).getBytes(StandardCharsets.UTF_8).length)
                .isLessThan(4_000_000);
        assertThat(explanation.events()).hasSizeGreaterThan(50);
        assertThat(explanation.rules())
                .extracting(Explanation.Verdict::event)
                .allMatch(event -> event < explanation.events().size());
        assertThat(explanation.warnings())
                .first()
                .asString()
                .matches(
                        "[0-9]{4} events, verdicts, commands or unread parts are left out, since the answer would be too"
                                + " long: explain a smaller body, or one of its events");
    }

    @Test
    void unread_parts_do_not_hide_the_events_beside_them() {
        var body = IntStream.range(0, 9_000)
                        .mapToObj(i -> "leads[add][" + i + "][x]=1")
                        .collect(Collectors.joining("&"))
                + "&leads[add][9000][id]=501";
        var explainer =
                new Explainer(ACCOUNT.name(), ACCOUNT::objection, SandboxRules.book(), new WebhookReader(), JSON);

        var explanation = explainer.of(body, NOW);

        assertThat(explanation.events()).hasSize(1);
        assertThat(explanation.refused()).hasSizeBetween(100, 8_999);
        assertThat(explanation.warnings()).first().asString().contains("unread parts are left out");
    }

    private static Explanation explanation(Path directory) throws IOException {
        var rules = Files.readString(directory.resolve("rules.yaml"));
        var explainer = new Explainer(
                ACCOUNT.name(),
                ACCOUNT::objection,
                RuleBookReader.read("rules.yaml", rules),
                new WebhookReader(),
                JSON);
        var event = directory.resolve("event.json");
        return Files.exists(event)
                ? explainer.of(document(event), NOW)
                : explainer.of(Files.readString(directory.resolve("body.txt")).strip(), NOW);
    }

    private static Map<String, @Nullable Object> document(Path event) throws IOException {
        return JSON.readValue(event.toFile(), new TypeReference<>() {});
    }
}
