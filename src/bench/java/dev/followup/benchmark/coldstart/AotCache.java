package dev.followup.benchmark.coldstart;

import dev.followup.chaos.LambdaInstance;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.spi.ToolProvider;

/// The cache of a JVM's training run for later starts (JEP 514): loaded and linked classes. It is valid for the
/// class path that it was made with, which may name jars only, and for classes of the JVM's own loader.
final class AotCache {

    private static final int BATCHES = 20;

    private AotCache() {}

    /// The contender with a cache from a training run.
    static Contender of(Contender contender, BenchmarkEnvironment setup, Path log)
            throws IOException, InterruptedException, ExecutionException {
        var cache = contender.folder().resolveSibling(contender.name() + ".aot");
        var classes = String.join(
                File.pathSeparator,
                Contender.runtime(),
                jar(contender.folder()).toString(),
                contender.folder().resolve("lib/libraries.jar").toString());
        Files.deleteIfExists(cache);
        train(contender.with("training", List.of("-XX:AOTCacheOutput=" + cache, "-cp", classes)), setup, log);
        return contender.with(
                contender.name() + " with an AOT cache", List.of("-XX:AOTCache=" + cache, "-cp", classes));
    }

    private static void train(Contender contender, BenchmarkEnvironment setup, Path log)
            throws IOException, InterruptedException, ExecutionException {
        try (var worker = new LambdaInstance(contender, ProcessMeasurement.TIMEOUT, log)) {
            for (int i = 0; i < BATCHES; i++) {
                ProcessMeasurement.work(worker, setup.batch());
            }
            // Terminated, not killed: the JVM writes the cache at its end.
            var process = ProcessHandle.of(worker.pid()).orElseThrow();
            process.destroy();
            process.onExit().get();
        }
    }

    /// The function's own classes, as a jar.
    private static Path jar(Path folder) throws IOException {
        var jar = folder.resolveSibling(folder.getFileName() + ".jar");
        var arguments = new ArrayList<>(List.of("--create", "--no-compress", "--file", jar.toString()));
        try (var files = Files.list(folder)) {
            files.map(Path::getFileName)
                    .filter(file -> !file.equals(Path.of("lib")))
                    .forEach(file -> arguments.addAll(List.of("-C", folder.toString(), file.toString())));
        }
        var tool = ToolProvider.findFirst("jar").orElseThrow();
        if (tool.run(System.out, System.err, arguments.toArray(String[]::new)) != 0) {
            throw new IllegalStateException(jar + " could not be made");
        }
        return jar;
    }
}
