import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/// Packs the function's zip anew: its many jars become one, whose files are not compressed. A class is then
/// looked for in one place instead of a hundred and read as it is, which makes the start faster; and the zip,
/// which compresses that jar as a whole, gets smaller than with compressed files inside.
///
/// Run by the build: `java src/build/Pack.java target/function.zip`
final class Pack {

    private static final String LIB = "lib/";
    private static final String JAR = LIB + "libraries.jar";
    private static final String SERVICES = "META-INF/services/";
    private static final String MANIFEST = "META-INF/MANIFEST.MF";

    /// So that the same files make the same zip: the first that a zip can tell.
    private static final LocalDateTime TIME = LocalDateTime.of(1980, 1, 1, 0, 0);

    private Pack() {}

    public static void main(String[] arguments) throws IOException {
        var zip = Path.of(arguments[0]);
        var function = new LinkedHashMap<String, byte[]>();
        var libraries = new LinkedHashMap<String, byte[]>();
        libraries.put(MANIFEST, "Manifest-Version: 1.0\nMulti-Release: true\n\n".getBytes(UTF_8));
        // Of a class that Quarkus has changed both forms are in the zip, the changed one last.
        for (var file : files(Files.newInputStream(zip)).entrySet()) {
            if (file.getKey().startsWith(LIB)) {
                files(new ByteArrayInputStream(file.getValue())).forEach((name, bytes) -> add(libraries, name, bytes));
            } else {
                function.put(file.getKey(), file.getValue());
            }
        }
        function.put(JAR, packed(libraries, ZipEntry.STORED));
        Files.write(zip, packed(function, ZipEntry.DEFLATED));
    }

    private static Map<String, byte[]> files(InputStream zip) throws IOException {
        var files = new LinkedHashMap<String, byte[]>();
        try (var in = new ZipInputStream(zip)) {
            for (var entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                if (!entry.isDirectory()) {
                    files.put(entry.getName(), in.readAllBytes());
                }
            }
        }
        return files;
    }

    /// Adds a jar's file to those of all. Of what only describes a jar, the first one's stands for all.
    ///
    /// @throws IllegalStateException if two jars hold different classes of one name
    private static void add(Map<String, byte[]> files, String name, byte[] bytes) {
        if (name.endsWith("module-info.class")) {
            return;
        }
        var there = files.putIfAbsent(name, bytes);
        if (there != null && name.startsWith(SERVICES)) {
            files.put(name, (new String(there, UTF_8) + "\n" + new String(bytes, UTF_8)).getBytes(UTF_8));
        } else if (there != null && name.endsWith(".class") && !Arrays.equals(there, bytes)) {
            throw new IllegalStateException("two jars have a " + name);
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
