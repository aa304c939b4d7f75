package dev.followup.explain.cases;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/// The reader of times in cases: `2026-11-24T10:15` or `2026-11-24 10:15` in the zone of the rule book, or with an
/// offset.
final class CaseTime {

    private CaseTime() {}

    /// The moment; empty if the word is no time.
    static Optional<Instant> read(String word, ZoneId zone) {
        try {
            var time = DateTimeFormatter.ISO_DATE_TIME.parseBest(
                    word.replaceFirst("^([\\d-]{10}) ", "$1T"), OffsetDateTime::from, LocalDateTime::from);
            return Optional.of(
                    time instanceof LocalDateTime local ? local.atZone(zone).toInstant() : Instant.from(time));
        } catch (DateTimeException _) {
            return Optional.empty();
        }
    }
}
