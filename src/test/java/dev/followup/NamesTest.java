package dev.followup;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The names in the code are those of the trade: no identifier has a word that only this project would understand.
class NamesTest {

    /// Words that once were names here, each with what it should be called instead.
    private static final String WORDS = """
            agenda      state
            clockwork   scheduler
            deed        change
            desk        requester
            door        handler
            ear         listener
            errand      command in flight
            hall        worker
            happening   recorded event
            hindsight   reconstruction
            hook        webhook
            keyring     token provider
            lane        message group
            logbook     log
            mailbox     sender
            meter       metrics publisher
            occasion    cause
            parking     dead letters
            passage     node
            rehearsal   watcher
            retelling   mapper
            shift       worker
            standing    snapshot
            stroke      due events
            survey      query
            tally       metrics
            tell        report
            told        reported
            toll        proxy
            visit       session
            worklist    pending commands
            """;

    /// What the CRM itself calls so, and a person who works at this hour.
    private static final Set<String> ALLOWED = Set.of("LEAD_SITE_VISIT", "onShift");

    private static final Pattern NO_CODE = Pattern.compile(
            "\"\"\".*?\"\"\"|\"(?:\\\\.|[^\"\\\\\\n])*\"|'(?:\\\\.|[^'\\\\\\n])+'|//[^\\n]*|/\\*.*?\\*/",
            Pattern.DOTALL);
    private static final Pattern IDENTIFIER = Pattern.compile("[A-Za-z_$][\\w$]*");
    private static final Pattern WORD = Pattern.compile("[A-Z]+(?![a-z])|[A-Z]?[a-z]+");

    @Test
    void no_identifier_has_a_word_of_ours() throws IOException {
        var words = new TreeSet<String>();
        WORDS.lines().map(line -> line.split(" ", 2)[0]).forEach(word -> {
            words.add(word);
            words.add(word + "s");
        });
        var found = new TreeMap<String, Set<String>>();
        try (var files = Files.walk(Path.of("src"))) {
            files.filter(file -> file.toString().endsWith(".java"))
                    .forEach(file -> identifiers(file)
                            .filter(name ->
                                    !ALLOWED.contains(name) && words(name).anyMatch(words::contains))
                            .forEach(name -> found.computeIfAbsent(name, _ -> new TreeSet<>())
                                    .add(file.getFileName().toString())));
        }
        assertThat(found).as("expected instead:%n%s", WORDS).isEmpty();
    }

    @Test
    void finds_the_words_of_a_name() {
        assertThat(words("toldByHTTPHooks").collect(joining(" "))).isEqualTo("told by http hooks");
        assertThat(words("LAST_HOOK").collect(joining(" "))).isEqualTo("last hook");
        assertThat(words("a_hook_is_told").collect(joining(" "))).isEqualTo("a hook is told");
    }

    private static Stream<String> identifiers(Path file) {
        try {
            var code = NO_CODE.matcher(Files.readString(file)).replaceAll(" ");
            return IDENTIFIER.matcher(code).results().map(MatchResult::group).distinct();
        } catch (IOException e) {
            throw new UncheckedIOException(file.toString(), e);
        }
    }

    private static Stream<String> words(String name) {
        return Arrays.stream(name.split("[_$\\d]+"))
                .flatMap(part -> WORD.matcher(part).results().map(MatchResult::group))
                .map(word -> word.toLowerCase(Locale.ROOT));
    }
}
