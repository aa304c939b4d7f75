package dev.followup.config;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.stream.IntStream;

/// The location of a file of ours: `classpath:` and a resource of the zip, or `file:` and a path.
///
/// @param setting the setting that names it, such as `FOLLOWUP_RULES`: error messages begin with it
public record ResourceLocation(String setting, String where) {

    private static final String FILE = "file:";
    private static final String CLASSPATH = "classpath:";

    /// Refuses a text that is no location. Does not check whether the file exists.
    public ResourceLocation {
        if (!where.startsWith(FILE) && !where.startsWith(CLASSPATH)) {
            throw new IllegalArgumentException(
                    setting + " is " + where + ", expected classpath: and a resource, or file: and a path");
        }
    }

    /// The text of the file.
    ///
    /// @throws IllegalArgumentException if it does not exist or cannot be read
    public String text() {
        try {
            return decoded(isFile() ? Files.readAllBytes(path()) : resource());
        } catch (IOException e) {
            throw new IllegalArgumentException(setting + " is " + where + ", which cannot be read: " + e, e);
        }
    }

    /// Replaces the text of a file.
    ///
    /// @throws IllegalArgumentException if it is a resource, or cannot be written
    public void replace(String text) {
        if (!isFile()) {
            throw new IllegalArgumentException(setting + " is " + where + ", which cannot be written");
        }
        try {
            Files.writeString(path(), text);
        } catch (IOException e) {
            throw new IllegalArgumentException(setting + " is " + where + ", which cannot be written: " + e, e);
        }
    }

    /// The time of the last change; the epoch for a resource, which never changes, and for a file that does
    /// not exist.
    public FileTime writtenAt() {
        try {
            return isFile() ? Files.getLastModifiedTime(path()) : FileTime.fromMillis(0);
        } catch (IOException _) {
            // An editor may be replacing the file at this moment: a missing file counts as a version that cannot be
            // read.
            return FileTime.fromMillis(0);
        }
    }

    /// Whether the file exists.
    public boolean exists() {
        return isFile()
                ? Files.exists(path())
                : Thread.currentThread().getContextClassLoader().getResource(where.substring(CLASSPATH.length()))
                        != null;
    }

    /// The location of a file in the same directory whose name has one word more: `rules.cases.yaml` for the
    /// word `cases`, beside `rules.yaml`.
    public ResourceLocation beside(String word) {
        var name = name();
        int ending = name.lastIndexOf('.') < 0 ? where.length() : where.lastIndexOf('.');
        return new ResourceLocation(setting, where.substring(0, ending) + "." + word + where.substring(ending));
    }

    /// The location of another file in the same directory.
    ///
    /// @param name of the file, such as `directory.yaml`
    public ResourceLocation sibling(String name) {
        return new ResourceLocation(setting, where.substring(0, where.length() - name().length()) + name);
    }

    /// The name of the file, for error messages: the last part of its location.
    public String name() {
        return where.substring(Math.max(where.lastIndexOf('/'), where.lastIndexOf(':')) + 1);
    }

    /// Whether it can change while the program runs.
    public boolean canChange() {
        return isFile();
    }

    private boolean isFile() {
        return where.startsWith(FILE);
    }

    private Path path() {
        try {
            return Path.of(where.substring(FILE.length()));
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException(
                    setting + " is " + where + ", which is no path here (" + e.getReason()
                            + "): letters other than ASCII in the names of files need LANG=C.UTF-8",
                    e);
        }
    }

    /// The text of a file in UTF-8; a byte order mark is left out.
    private String decoded(byte[] bytes) {
        var text = CharBuffer.allocate(bytes.length);
        var input = ByteBuffer.wrap(bytes);
        boolean malformed =
                StandardCharsets.UTF_8.newDecoder().decode(input, text, true).isMalformed();
        if (malformed || isUtf16(bytes)) {
            long line = 1
                    + IntStream.range(0, input.position())
                            .filter(i -> bytes[i] == '\n')
                            .count();
            throw new IllegalArgumentException("%s is %s, which is not UTF-8 (looks like %s), line %d: save it as UTF-8"
                    .formatted(setting, where, isUtf16(bytes) ? "UTF-16" : codePage(bytes), isUtf16(bytes) ? 1 : line));
        }
        var decoded = text.flip().toString();
        return decoded.startsWith("\uFEFF") ? decoded.substring(1) : decoded;
    }

    /// Whether every other byte of the beginning is a zero, as in the ASCII characters of UTF-16.
    private static boolean isUtf16(byte[] bytes) {
        int length = Math.min(bytes.length, 64);
        return length > 1
                && IntStream.range(0, length).filter(i -> bytes[i] == 0).count() * 3 > length;
    }

    /// The code page of Russian Windows has letters from 0xC0 on; that of its command line also from 0x80 to 0xAF.
    private static String codePage(byte[] bytes) {
        long letters = IntStream.range(0, bytes.length)
                .filter(i -> (bytes[i] & 0xFF) >= 0x80)
                .count();
        long high = IntStream.range(0, bytes.length)
                .filter(i -> (bytes[i] & 0xFF) >= 0xC0)
                .count();
        return high * 10 > letters * 9 ? "windows-1251" : "an older code page such as cp866";
    }

    private byte[] resource() throws IOException {
        try (var in = Thread.currentThread()
                .getContextClassLoader()
                .getResourceAsStream(where.substring(CLASSPATH.length()))) {
            if (in == null) {
                throw new IllegalArgumentException(setting + " is " + where + ", which is not in the zip");
            }
            return in.readAllBytes();
        }
    }
}
