package dev.followup.benchmark.coldstart;

import dev.followup.chaos.LambdaInstance;
import dev.followup.chaos.PackagedFunction;
import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.api.client.AWSLambda;
import com.amazonaws.services.lambda.runtime.serialization.PojoSerializer;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import software.amazon.awssdk.utilslite.SdkInternalThreadLocal;

/// A function to be compared, started as Lambda starts it: AWS' own runtime interface client over the unpacked
/// zip, on one core.
///
/// @param zip the zip that would be deployed
/// @param folder the folder that it is unpacked to
/// @param options further options of the JVM
public record Contender(
        String name, Path zip, Path folder, String handler, List<String> options, Map<String, String> environment)
        implements LambdaInstance.Program {

    private static final String CORE = "1";

    /// The options of a function of 1,024 MB. How Lambda divides the memory is not documented; 85 % for the heap,
    /// 10 % for classes and 5 % for compiled code is what functions on its older runtimes show. The last one is how
    /// its runtimes connect the hooks of a snapshot.
    private static final List<String> LAMBDA = List.of(
            // Otherwise the heap would begin with a share of this machine's memory.
            "-XX:MaxRAM=1g",
            "-XX:MaxHeapSize=891290K",
            "-XX:MaxMetaspaceSize=104858K",
            "-XX:ReservedCodeCacheSize=52429K",
            "-XX:+UseSerialGC",
            "-Djava.net.preferIPv4Stack=true",
            "-Dorg.crac.Core.Compat=com.amazonaws.services.lambda.crac");

    /// A function that is neither restored from a snapshot nor provisioned has the first compiler only; the others may
    /// have it by `JAVA_TOOL_OPTIONS`, as Followup's template does.
    /// Source: AWS documentation, "Customize Java runtime startup behavior", tiered compilation; read 2026-11-22.
    private static final String FIRST_COMPILER = "-XX:TieredStopAtLevel=1";

    public Contender {
        options = List.copyOf(options);
        environment = Map.copyOf(environment);
    }

    /// Unpacks a contender.
    static Contender unpacked(String name, Path zip, Path folder, String handler, Map<String, String> environment)
            throws IOException {
        PackagedFunction.unpack(zip, folder);
        return new Contender(name, zip, folder.toAbsolutePath(), handler, List.of(FIRST_COMPILER), environment);
    }

    /// The same with more options.
    Contender with(String other, List<String> more) {
        return new Contender(
                other, zip, folder, handler, Stream.of(options, more).flatMap(List::stream).toList(), environment);
    }

    /// The same with all compilers, as a function has them by default that is restored from a snapshot.
    Contender withAllCompilers() {
        return new Contender(name, zip, folder, handler, List.of(), environment);
    }

    /// The same as it starts before Lambda takes its snapshot.
    Contender primed() {
        return using("AWS_LAMBDA_INITIALIZATION_TYPE", "snap-start");
    }

    /// The same with another value of a variable.
    Contender using(String variable, String value) {
        var other = new HashMap<>(environment);
        other.put(variable, value);
        return new Contender(name, zip, folder, handler, options, other);
    }

    @Override
    public Process start(String api, Path log) throws IOException {
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        var command = Stream.of(
                        Stream.of("taskset", "-c", CORE, java),
                        LAMBDA.stream(),
                        Stream.of("-cp", runtime()),
                        options.stream(),
                        Stream.of(AWSLambda.class.getName(), handler))
                .flatMap(words -> words)
                .toList();
        var builder = new ProcessBuilder(command).directory(folder.toFile());
        builder.environment().putAll(environment);
        builder.environment().put("AWS_LAMBDA_RUNTIME_API", api);
        return builder.redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
    }

    public double megabytes() throws IOException {
        return Files.size(zip) / 1e6;
    }

    /// The libraries of Lambda itself.
    static String runtime() {
        return Stream.of(AWSLambda.class, Context.class, PojoSerializer.class, SdkInternalThreadLocal.class)
                .map(type -> type.getProtectionDomain().getCodeSource().getLocation().getPath())
                .collect(Collectors.joining(File.pathSeparator));
    }
}
