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

/// What a JVM keeps of a training run for later starts (JEP 514): classes as they were loaded and linked. It is
/// good for the very class path that it was made with, which may name jars only, and for what the JVM's own
/// loader loads of it.
final class AotCache {

    private static final int BATCHES = 20;

    private AotCache() {}

    /// The contender with a cache of its own, which a training run makes.
    static Contender of(Contender contender, BenchmarkEnvironment stage, Path log)
            throws IOException, InterruptedException, ExecutionException {
        var cache = contender.folder().resolveSibling(contender.name() + ".aot");
        var classes = String.join(
                File.pathSeparator,
                Contender.runtime(),
                jar(contender.folder()).toString(),
                contender.folder().resolve("lib/libraries.jar").toString());
        Files.deleteIfExists(cache);
        train(contender.with("training", List.of("-XX:AOTCacheOutput=" + cache, "-cp", classes)), stage, log);
        return contender.with(
                contender.name() + " with an AOT cache", List.of("-XX:AOTCache=" + cache, "-cp", classes));
    }

    private static void train(Contender contender, BenchmarkEnvironment stage, Path log)
            throws IOException, InterruptedException, ExecutionException {
        try (var worker = new LambdaInstance(contender, ProcessMeasurement.TIMEOUT, log)) {
            for (int i = 0; i < BATCHES; i++) {
                ProcessMeasurement.work(worker, stage);
            }
            // Asked to end, and not killed: the cache is written then.
            var process = ProcessHandle.of(worker.pid()).orElseThrow();
            process.destroy();
            process.onExit().get();
        }
    }

    /// What stands beside the libraries, as a jar.
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
