import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/// Repacks the function's zip. The many jars become one whose files are not compressed: a class is then looked up
/// in one place instead of a hundred and needs no inflating, which makes the start faster, and the zip, which
/// compresses that jar as a whole, gets smaller. What only a development machine runs is left out. The licences of
/// the libraries go along, with a list of them.
///
/// Two builds of one commit still differ in a few classes that Quarkus 3.32.4 generates in an order that
/// changes with each run. Seen so far: `SharedConfig`,
/// `SmallRyeFaultToleranceProcessor$processFaultToleranceAnnotations...`, and, between a build from scratch and
/// one on top of another, `Default_ComponentsProvider`. The first two are equal if all objects have the same
/// hash code, but Quarkus then takes longer: `MAVEN_OPTS="-XX:+UnlockExperimentalVMOptions -XX:hashCode=2"
/// ./mvnw -DskipTests package`.
///
/// Run by the build: `java src/build/Pack.java target/function.zip target/followup-sbom.cdx.xml`
final class Pack {

    private static final String LIB = "lib/";
    private static final String JAR = LIB + "libraries.jar";
    private static final String SERVICES = "META-INF/services/";
    private static final String MANIFEST = "META-INF/MANIFEST.MF";
    private static final String THIRD_PARTY = "THIRD-PARTY.txt";

    /// The packages of development, with what Quarkus generates into them. Nothing deployed refers to them: their
    /// beans exist in the dev profile alone.
    private static final List<String> DEVELOPMENT = 
            List.of("dev/followup/console/", "dev/followup/devmode/", "dev/followup/sandbox/");

    /// The classes that Quarkus loads at the start, one name a line.
    private static final String PRELOADED = "META-INF/quarkus-generated-preload-classes.txt";

    /// The classes that Quarkus runs at the start.
    private static final String RECORDED = "io/quarkus/runner/recorded/";

    /// The name, a constant of such a class, under which it hands a value on to another: a tag, a length, and
    /// the text.
    private static final Pattern HANDED_ON = Pattern.compile("\\x01\\x00.(proxykey\\d+)", Pattern.DOTALL);

    /// A fixed time, so that the same files make the same zip: the earliest that a zip can hold.
    private static final LocalDateTime TIME = LocalDateTime.of(1980, 1, 1, 0, 0);

    private Pack() {}

    public static void main(String[] arguments) throws IOException {
        var zip = Path.of(arguments[0]);
        var thirdParty = ThirdParty.of(Path.of(arguments[1]));
        var function = new TreeMap<String, byte[]>();
        var libraries = new TreeMap<String, byte[]>();
        libraries.put(MANIFEST, "Manifest-Version: 1.0\nMulti-Release: true\n\n".getBytes(UTF_8));
        // The zip holds both versions of a class that Quarkus has transformed, the transformed one last.
        for (var file : files(Files.newInputStream(zip)).entrySet()) {
            if (file.getKey().startsWith(LIB)) {
                var library = thirdParty.library(file.getKey().substring(LIB.length()));
                files(new ByteArrayInputStream(file.getValue()))
                        .forEach((name, bytes) -> add(libraries, thirdParty.fileName(library, name), bytes));
            } else if (!isDevelopment(file.getKey())) {
                function.put(file.getKey(), file.getValue());
            }
        }
        function.computeIfPresent(PRELOADED, (_, classes) -> deployed(classes));
        function.put(JAR, packed(libraries, ZipEntry.STORED));
        renumber(function);
        var list = thirdParty.list(JAR);
        Files.writeString(zip.resolveSibling(THIRD_PARTY), list);
        function.put("META-INF/" + THIRD_PARTY, list.getBytes(UTF_8));
        Files.write(zip, packed(function, ZipEntry.DEFLATED));
    }

    private static Map<String, byte[]> files(InputStream zip) throws IOException {
        var files = new TreeMap<String, byte[]>();
        try (var in = new ZipInputStream(zip)) {
            for (var entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                if (!entry.isDirectory()) {
                    files.put(entry.getName(), in.readAllBytes());
                }
            }
        }
        return files;
    }

    private static boolean isDevelopment(String file) {
        return DEVELOPMENT.stream().anyMatch(file::startsWith);
    }

    /// Numbers the values handed on in the order of the classes. Quarkus numbers them in the order in which its
    /// threads get to them, another one in each build.
    private static void renumber(SortedMap<String, byte[]> function) {
        var names = new HashMap<String, String>();
        function.subMap(RECORDED, RECORDED + Character.MAX_VALUE)
                .replaceAll((_, bytes) -> HANDED_ON
                        .matcher(new String(bytes, ISO_8859_1))
                        .replaceAll(match -> {
                            var name = names.computeIfAbsent(match.group(1), _ -> "proxykey" + names.size());
                            return "\1\0" + (char) name.length() + name;
                        })
                        .getBytes(ISO_8859_1));
    }

    /// The names of classes without those of development.
    private static byte[] deployed(byte[] classes) {
        return new String(classes, UTF_8)
                .lines()
                .filter(name -> !isDevelopment(name.replace('.', '/')))
                .collect(joining("\n", "", "\n"))
                .getBytes(UTF_8);
    }

    /// Adds a file of a jar to those of all jars. Of files that only describe a jar, the first is kept.
    ///
    /// @throws IllegalStateException if two jars hold different classes of one name
    private static void add(Map<String, byte[]> files, String name, byte[] bytes) {
        if (name.endsWith("module-info.class")) {
            return;
        }
        var first = files.putIfAbsent(name, bytes);
        if (first != null && name.startsWith(SERVICES)) {
            files.put(name, (new String(first, UTF_8) + "\n" + new String(bytes, UTF_8)).getBytes(UTF_8));
        } else if (first != null && name.endsWith(".class") && !Arrays.equals(first, bytes)) {
            throw new IllegalStateException("two jars hold different versions of " + name);
        }
    }

    private static byte[] packed(Map<String, byte[]> files, int method) throws IOException {
        var packed = new ByteArrayOutputStream();
        try (var out = new ZipOutputStream(packed)) {
            out.setLevel(Deflater.BEST_COMPRESSION);
            for (var file : files.entrySet()) {
                out.putNextEntry(entry(file.getKey(), file.getValue(), method));
                out.write(file.getValue());
            }
        }
        return packed.toByteArray();
    }

    private static ZipEntry entry(String name, byte[] bytes, int method) {
        var crc = new CRC32();
        crc.update(bytes);
        var entry = new ZipEntry(name);
        entry.setTimeLocal(TIME);
        entry.setMethod(method);
        entry.setSize(bytes.length);
        entry.setCrc(crc.getValue());
        return entry;
    }
}
