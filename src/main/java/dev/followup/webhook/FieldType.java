package dev.followup.webhook;

import java.math.BigDecimal;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.Optional;

/// The type of a field's value in a webhook.
enum FieldType {
    /// Digits, possibly a sign and a fraction. A `Long`, or a `BigDecimal` where the fraction is not zero.
    NUMBER {
        @Override
        Optional<Object> of(String text) {
            return text.length() <= LONGEST_NUMBER && isNumber(text) ? Optional.of(number(text)) : Optional.empty();
        }
    },
    /// Unix seconds of this century, a `Long`. Anything else is not a time: a zero, milliseconds, the rest of a
    /// truncated number.
    TIME {
        @Override
        Optional<Object> of(String text) {
            return NUMBER.of(text).filter(seconds -> seconds instanceof Long known && isTime(known));
        }
    },
    /// As `TIME`, or a date such as `2030-01-31 20:59:00` in UTC, as tasks have it. Not for notes: theirs are
    /// three hours ahead.
    /// Source: CRM documentation, "Webhooks format", dates beside their Unix times; read 2026-11-21.
    UTC_TIME {
        @Override
        Optional<Object> of(String text) {
            return text.length() == DATE_LENGTH ? date(text) : TIME.of(text);
        }
    },
    /// True or false, a `Boolean`.
    FLAG {
        @Override
        Optional<Object> of(String text) {
            return switch (text) {
                case "1", "true" -> Optional.of(true);
                case "0", "false" -> Optional.of(false);
                default -> Optional.empty();
            };
        }
    },
    /// The type of an entity: a word is kept, a number becomes the plural word of API v4.
    ENTITY_TYPE {
        @Override
        Optional<Object> of(String text) {
            return isNumber(text) ? Optional.ofNullable(ENTITY_TYPES.get(text)) : Optional.of(text);
        }
    };

    /// Source: CRM documentation, "Webhooks format", `element_type`; read 2026-11-21.
    private static final Map<String, String> ENTITY_TYPES =
            Map.of("1", "contacts", "2", "leads", "3", "companies", "12", "customers");

    private static final int LONGEST_NUMBER = 30;
    private static final int LONGEST_LONG = 18;
    private static final int DATE_LENGTH = "2030-01-31 20:59:00".length();
    private static final long YEAR_2000 = 946_684_800;
    private static final long YEAR_2100 = 4_102_444_800L;

    /// The value of a text; empty if the text is not of this type.
    abstract Optional<Object> of(String text);

    /// Whether a number of seconds since 1970 can be a time in a CRM.
    private static boolean isTime(long seconds) {
        return seconds >= YEAR_2000 && seconds < YEAR_2100;
    }

    private static Optional<Object> date(String text) {
        try {
            long seconds = LocalDateTime.parse(text.replace(' ', 'T')).toEpochSecond(ZoneOffset.UTC);
            return isTime(seconds) ? Optional.of(seconds) : Optional.empty();
        } catch (DateTimeParseException _) {
            return Optional.empty();
        }
    }

    private static boolean isNumber(String text) {
        int start = text.startsWith("-") ? 1 : 0;
        int point = text.indexOf('.');
        return point < 0
                ? isDigits(text, start, text.length())
                : isDigits(text, start, point) && isDigits(text, point + 1, text.length());
    }

    private static boolean isDigits(String text, int from, int to) {
        for (int at = from; at < to; at++) {
            if (text.charAt(at) < '0' || text.charAt(at) > '9') {
                return false;
            }
        }
        return from < to;
    }

    private static Object number(String text) {
        if (text.length() <= LONGEST_LONG && text.indexOf('.') < 0) {
            return Long.parseLong(text);
        }
        var decimal = new BigDecimal(text).stripTrailingZeros();
        boolean whole = decimal.scale() <= 0 && decimal.precision() - decimal.scale() <= LONGEST_LONG;
        return whole ? (Object) decimal.longValueExact() : new BigDecimal(decimal.toPlainString());
    }
}
