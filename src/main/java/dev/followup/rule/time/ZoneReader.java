package dev.followup.rule.time;

import dev.followup.yaml.AllowedWords;
import dev.followup.yaml.ValueText;
import dev.followup.yaml.YamlNode;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Comparator;

/// The reader of time zones such as `Europe/Moscow`.
public final class ZoneReader {

    private ZoneReader() {}

    /// Reads a zone. A problem is noted for anything else, and the rest of the book is read as if it were UTC.
    public static ZoneId read(YamlNode node) {
        try {
            if (node.value().orElse(0) instanceof String zone) {
                return ZoneId.of(zone);
            }
        } catch (DateTimeException _) {
            // refused below, with the zone that was probably meant
        }
        var city = ZoneId.getAvailableZoneIds().stream()
                .filter(zone -> zone.substring(zone.indexOf('/') + 1).equalsIgnoreCase(node.word()))
                .filter(zone -> zone.indexOf('/') > 0)
                .min(Comparator.comparing(String::length).thenComparing(Comparator.naturalOrder()));
        if (city.isPresent()) {
            node.object("found %s, did you mean \"%s\"?".formatted(ValueText.quoted(node.word()), city.get()));
            return ZoneOffset.UTC;
        }
        new AllowedWords("a time zone such as Europe/Moscow", ZoneId.getAvailableZoneIds()).admits(node);
        return ZoneOffset.UTC;
    }
}
