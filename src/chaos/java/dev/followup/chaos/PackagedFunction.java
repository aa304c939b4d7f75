package dev.followup.chaos;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.api.client.AWSLambda;
import com.amazonaws.services.lambda.runtime.serialization.PojoSerializer;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import software.amazon.awssdk.utilslite.SdkInternalThreadLocal;

/// A function as it is deployed: the unpacked zip under AWS's own runtime interface client, with the template's
/// strings.
///
/// @param task the folder that it is unpacked to
/// @param handler class and method of the handler
/// @param environment the function's variables
public record PackagedFunction(Path task, String handler, Map<String, String> environment) implements LambdaInstance.Program {

    public static final Path ZIP = Path.of("target/function.zip");

    public PackagedFunction {
        environment = Map.copyOf(environment);
    }

    /// Unpacks the zip that the build has made.
    ///
    /// @param name the function, such as `worker`
    /// @param environment variables beside those of the template
    static PackagedFunction unpacked(String name, Path folder, Map<String, String> environment) throws IOException {
        var task = folder.resolve("task").toAbsolutePath();
        unpack(ZIP, task);
        var template = FunctionTemplate.of(name);
        var all = new HashMap<>(environment);
        all.putAll(template.environment());
        all.put("AWS_LAMBDA_FUNCTION_NAME", name);
        return new PackagedFunction(task, template.handler(), all);
    }

    @Override
    public Process start(String api, Path log) throws IOException {
        // Little memory and no second compiler: an instance lives for seconds.
        var builder = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-Xmx256m",
                        "-Dorg.crac.Core.Compat=com.amazonaws.services.lambda.crac", // as in Lambda's runtimes
                        "-cp",
                        runtime(),
                        AWSLambda.class.getName(),
                        handler))
                .directory(task.toFile());
        builder.environment().putAll(environment);
        builder.environment().put("AWS_LAMBDA_RUNTIME_API", api);
        return builder.redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
    }

    /// The libraries of Lambda itself, which loads the function with a class loader of its own.
    static String runtime() {
        return Stream.of(AWSLambda.class, Context.class, PojoSerializer.class, SdkInternalThreadLocal.class)
                .map(type -> type.getProtectionDomain().getCodeSource().getLocation().getPath())
                .collect(Collectors.joining(File.pathSeparator));
    }

    /// Unpacks a zip into a folder, which is emptied before.
    public static void unpack(Path packed, Path folder) throws IOException {
        clear(folder);
        try (var zip = new ZipFile(packed.toFile())) {
            for (var entry : (Iterable<ZipEntry>) zip.stream().map(ZipEntry.class::cast)::iterator) {
                unpack(zip, entry, folder);
            }
        }
    }

    private static void clear(Path folder) throws IOException {
        Files.createDirectories(folder);
        try (var files = Files.walk(folder)) {
            for (var file : (Iterable<Path>) files.sorted(Comparator.reverseOrder())::iterator) {
                Files.delete(file);
            }
        }
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
}
