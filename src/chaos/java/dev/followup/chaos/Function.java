package dev.followup.chaos;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/// The function as it is deployed: the zip, unpacked, and the handler that the template names.
///
/// @param folder where it is unpacked
/// @param handler the class of the handler
/// @param environment what the function is told
record Function(Path folder, String handler, Map<String, String> environment) {

    private static final Path ZIP = Path.of("target/function.zip");
    private static final String HANDLER = "Handler: ";

    Function {
        environment = Map.copyOf(environment);
    }

    /// Unpacks the zip that the build has made.
    static Function unpacked(Path folder, Map<String, String> environment) throws IOException {
        try (var zip = new ZipFile(ZIP.toFile())) {
            for (var entry : (Iterable<ZipEntry>) zip.stream().map(ZipEntry.class::cast)::iterator) {
                unpack(zip, entry, folder.resolve("task"));
            }
        }
        // Alone, so that nothing else of the tests gets into an instance.
        var main = "dev/followup/chaos/Instance.class";
        var copy = folder.resolve("runtime").resolve(main);
        Files.createDirectories(copy.getParent());
        try (var bytes = Instance.class.getResourceAsStream("Instance.class")) {
            Files.write(copy, bytes == null ? new byte[0] : bytes.readAllBytes());
        }
        return new Function(folder, handlerOfTemplate(), environment);
    }

    /// Starts an instance.
    ///
    /// @param api host and port from which it fetches its events
    /// @param log where its output is added
    Process start(String api, Path log) throws IOException {
        var task = folder.resolve("task");
        var classes = String.join(
                File.pathSeparator,
                task.toString(),
                task.resolve("lib") + "/*",
                folder.resolve("runtime").toString());
        // Little memory and no second compiler: an instance lives for seconds.
        var builder = new ProcessBuilder(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-opens=java.base/java.lang=ALL-UNNAMED",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx256m",
                "-cp",
                classes,
                Instance.class.getName(),
                handler));
        builder.environment().putAll(environment);
        builder.environment().put("AWS_LAMBDA_RUNTIME_API", api);
        return builder.redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
    }

    private static void unpack(ZipFile zip, ZipEntry entry, Path folder) throws IOException {
        var file = folder.resolve(entry.getName());
        if (entry.isDirectory()) {
            Files.createDirectories(file);
            return;
        }
        Files.createDirectories(file.getParent());
        try (var bytes = zip.getInputStream(entry)) {
            Files.write(file, bytes.readAllBytes());
        }
    }

    private static String handlerOfTemplate() throws IOException {
        return Files.readString(Path.of("infra/template.yaml"))
                .lines()
                .map(String::strip)
                .filter(line -> line.startsWith(HANDLER))
                .map(line -> line.substring(HANDLER.length()).split("::", 2)[0])
                .findFirst()
                .orElseThrow();
    }
}
