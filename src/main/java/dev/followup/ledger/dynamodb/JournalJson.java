package dev.followup.ledger.dynamodb;

import dev.followup.event.CrmEvent;
import dev.followup.event.Facts;
import dev.followup.ledger.JournalEntry;
import dev.followup.ledger.JournalEntry.Planned;
import dev.followup.ledger.JournalEntry.Remark;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import org.jspecify.annotations.Nullable;

/// The compressed JSON of the journal's entries. Facts that are too large are cut: long texts first, then all but the
/// ids.
final class JournalJson {

    /// The most bytes of an event's facts as JSON.
    static final int MAX_FACTS = 300 * 1024;

    /// The most compressed bytes of an entry: an item of the table has 400 KB, also for its keys.
    private static final int MAX_ENTRY = 380 * 1024;

    /// What is left of a long text, in characters.
    private static final int SHORT = 500;

    private JournalJson() {}

    /// The compressed JSON of an entry.
    static byte[] write(JournalEntry entry) {
        var fitting = isLarge(entry) ? cut(entry, JournalJson::shortened) : entry;
        if (isLarge(fitting)) {
            fitting = cut(entry, JournalJson::identifying);
        }
        var bytes = deflated(LedgerJson.write(StoredEntry.of(fitting)));
        if (bytes.length <= MAX_ENTRY) {
            return bytes;
        }
        var bare = new JournalEntry(
                entry.event().with(new Facts(identifying(entry.event().facts().document()))),
                entry.storedAt(),
                entry.isRecovered(),
                entry.book(),
                true,
                List.of(),
                List.of());
        return deflated(LedgerJson.write(StoredEntry.of(bare)));
    }

    private static boolean isLarge(JournalEntry entry) {
        return utf8(LedgerJson.write(entry.event().facts())).length > MAX_FACTS;
    }

    private static JournalEntry cut(JournalEntry entry, Cut cut) {
        var event = entry.event();
        return entry.cut(event.with(
                new Facts(cut.of(event.facts().document()), event.facts().whole())));
    }

    private static Map<String, @Nullable Object> shortened(Map<?, ?> document) {
        var all = LinkedHashMap.<String, @Nullable Object>newLinkedHashMap(document.size());
        document.forEach((name, value) -> all.put(String.valueOf(name), shortened(value)));
        return all;
    }

    private static @Nullable Object shortened(@Nullable Object value) {
        return switch (value) {
            case String text when text.length() > SHORT -> text.substring(0, SHORT) + "…";
            case Map<?, ?> map -> shortened(map);
            case List<?> list -> list.stream().map(JournalJson::shortened).toList();
            case null, default -> value;
        };
    }

    /// What the event itself says, and the ids of what it names.
    private static Map<String, @Nullable Object> identifying(Map<?, ?> document) {
        var all = new LinkedHashMap<String, @Nullable Object>();
        document.forEach((name, value) -> {
            if (value instanceof Map<?, ?> thing) {
                var ids = new LinkedHashMap<String, @Nullable Object>();
                thing.forEach((field, id) -> {
                    if (name.equals("event") || String.valueOf(field).endsWith("id")) {
                        ids.put(String.valueOf(field), shortened(id));
                    }
                });
                all.put(String.valueOf(name), ids);
            }
        });
        return all;
    }

    /// The entry in compressed JSON.
    static JournalEntry read(byte[] compressed) {
        return LedgerJson.read(inflated(compressed), StoredEntry.class).entry();
    }

    /// A text, compressed.
    static byte[] deflated(String text) {
        var bytes = new ByteArrayOutputStream();
        var deflater = new Deflater(Deflater.BEST_COMPRESSION, true);
        try (var out = new DeflaterOutputStream(bytes, deflater)) {
            out.write(utf8(text));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            deflater.end();
        }
        return bytes.toByteArray();
    }

    /// A text that was compressed.
    static String inflated(byte[] compressed) {
        var inflater = new Inflater(true);
        try (var in = new InflaterInputStream(new ByteArrayInputStream(compressed), inflater)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException("the compressed text cannot be read", e);
        } finally {
            inflater.end();
        }
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private interface Cut {
        Map<String, @Nullable Object> of(Map<String, @Nullable Object> document);
    }

    /// An entry as it is stored: the JSON of an event has not what is known as a whole.
    record StoredEntry(
            CrmEvent event,
            Set<String> whole,
            Instant storedAt,
            boolean isRecovered,
            @Nullable String book,
            boolean isCut,
            List<Planned> commands,
            List<Remark> remarks) {

        static StoredEntry of(JournalEntry entry) {
            return new StoredEntry(
                    entry.event(),
                    entry.event().facts().whole(),
                    entry.storedAt(),
                    entry.isRecovered(),
                    entry.book(),
                    entry.isCut(),
                    entry.commands(),
                    entry.remarks());
        }

        JournalEntry entry() {
            return new JournalEntry(
                    event.with(new Facts(event.facts().document(), whole)),
                    storedAt,
                    isRecovered,
                    book,
                    isCut,
                    commands,
                    remarks);
        }
    }
}
