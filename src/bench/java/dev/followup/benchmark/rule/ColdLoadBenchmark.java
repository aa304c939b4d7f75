package dev.followup.benchmark.rule;

import dev.followup.rule.RuleBookReader;
import io.quarkus.qute.Engine;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.snakeyaml.engine.v2.api.Load;

/// The first load of a book in a JVM of its own. The start of the JVM does not count.
final class ColdLoadBenchmark {

    static final String OURS = "followup";

    private ColdLoadBenchmark() {}

    /// Loads a file and prints the nanoseconds that it took.
    static void main(String[] args) throws IOException {
        var yaml = Files.readString(Path.of(args[1]));
        long start = System.nanoTime();
        if (args[0].equals(OURS)) {
            RuleBookReader.read("rules.yaml", yaml);
        } else {
            LoadingBenchmark.load(yaml);
        }
        System.out.println(System.nanoTime() - start);
    }

    /// The microseconds of one load.
    ///
    /// @param engine ours, or anything else for the YAML engine alone
    static double micros(String engine, Path book, List<String> options) throws IOException {
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        var command = Stream.of(
                        Stream.of(java),
                        options.stream(),
                        Stream.of("-cp", classPath(), ColdLoadBenchmark.class.getName(), engine, book.toString()))
                .flatMap(words -> words)
                .toList();
        var process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return Long.parseLong(said.strip()) / 1_000.0;
    }

    /// The class path that loading needs: in that of the tests a class is looked up in hundreds of files.
    private static String classPath() {
        return Stream.of(ColdLoadBenchmark.class, RuleBookReader.class, Load.class, Engine.class, Logger.class)
                .map(type -> type.getProtectionDomain().getCodeSource().getLocation().getPath())
                .collect(Collectors.joining(File.pathSeparator));
    }
}
