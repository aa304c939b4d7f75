package dev.followup.rule;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// The rule book of tests that need some book: for the users, pipelines and stages of the sandbox CRM. The shipped
/// book is for users to replace, so no test may need it.
public final class SandboxRules {

    private static final Path FILE = Path.of("src/test/resources/sandbox/rules.yaml");

    private SandboxRules() {}

    public static String text() {
        try {
            return Files.readString(FILE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static RuleBook book() {
        return RuleBookReader.read("rules.yaml", text());
    }

    /// The value of the setting `FOLLOWUP_RULES` for this book, in whatever folder a function runs.
    public static String location() {
        return "file:" + FILE.toAbsolutePath();
    }
}
