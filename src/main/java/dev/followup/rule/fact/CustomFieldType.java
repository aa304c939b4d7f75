package dev.followup.rule.fact;

import dev.followup.yaml.AllowedWords;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/// The type of a custom field's values. All types but `LIST` take the first text.
enum CustomFieldType {
    /// A text as it is, a `String`.
    TEXT,
    /// A number, a `Long` or, with a fraction, a `BigDecimal`.
    NUMBER,
    /// A day without a time of day: Unix seconds of the midnight at which it begins, a `Long`.
    DATE,
    /// A day with a time of day: Unix seconds, a `Long`.
    DATE_TIME,
    /// A day in some year, as `DATE`. Webhooks report it as `31.12.1990`.
    BIRTHDAY,
    /// True or false, a `Boolean`.
    FLAG,
    /// All texts.
    LIST;

    static final AllowedWords WORDS =
            AllowedWords.of(Arrays.stream(values()).map(CustomFieldType::word).toArray(String[]::new));

    /// A number with as many digits as always fit into a `Long`.
    private static final Pattern DECIMAL = Pattern.compile("-?\\d{1,18}(\\.\\d{1,18})?");

    private static final Pattern SECONDS = Pattern.compile("-?\\d{1,11}");
    private static final DateTimeFormatter DAY =
            DateTimeFormatter.ofPattern("dd.MM.uuuu", Locale.ROOT).withResolverStyle(ResolverStyle.STRICT);

    /// The type of a field by the CRM's word. Of texts with choices a field has one, or several if the CRM
    /// allows that.
    /// Source: CRM documentation, "Custom fields", field `type`; read 2026-11-28.
    static CustomFieldType ofCrm(String word) {
        return switch (word) {
            case "text", "textarea", "url", "select", "radiobutton", "streetaddress", "tracking_data", "category" ->
                TEXT;
            case "numeric", "price", "monetary" -> NUMBER;
            case "checkbox" -> FLAG;
            case "date" -> DATE;
            case "date_time" -> DATE_TIME;
            case "birthday" -> BIRTHDAY;
            default -> LIST; // also multiselect, multitext, and what this release does not know
        };
    }

    /// Its name in the book.
    String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /// The type of the facts that it gives.
    FactType.Scalar ofFact() {
        return switch (this) {
            case TEXT -> FactType.Scalar.TEXT;
            case NUMBER -> FactType.Scalar.NUMBER;
            case DATE, BIRTHDAY -> FactType.Scalar.DAY;
            case DATE_TIME -> FactType.Scalar.TIME;
            case FLAG -> FactType.Scalar.FLAG;
            case LIST -> FactType.Scalar.TEXTS;
        };
    }

    /// The value of texts; empty if they are not of this type.
    ///
    /// @param texts one or more
    /// @param zone the time zone of birthdays
    Optional<Object> of(List<String> texts, ZoneId zone) {
        var first = texts.getFirst();
        return switch (this) {
            case TEXT -> Optional.of(first);
            case NUMBER ->
                Optional.of(first)
                        .filter(text -> DECIMAL.matcher(text).matches())
                        .map(CustomFieldType::number);
            case DATE, DATE_TIME, BIRTHDAY ->
                SECONDS.matcher(first).matches()
                        ? Optional.of(Long.parseLong(first))
                        : midnight(first, zone).or(() -> seconds(first));
            case FLAG -> flag(first);
            case LIST -> Optional.of(texts);
        };
    }

    private static Object number(String text) {
        var number = new BigDecimal(text).stripTrailingZeros();
        return number.scale() <= 0 ? (Object) number.longValueExact() : number;
    }

    private static Optional<Object> midnight(String day, ZoneId zone) {
        try {
            return Optional.of(LocalDate.parse(day, DAY).atStartOfDay(zone).toEpochSecond());
        } catch (DateTimeException _) {
            return Optional.empty();
        }
    }

    /// The seconds of a time in the form of RFC 3339, which the CRM takes for dates, too.
    private static Optional<Object> seconds(String time) {
        try {
            return Optional.of(OffsetDateTime.parse(time).toEpochSecond());
        } catch (DateTimeException _) {
            return Optional.empty();
        }
    }

    private static Optional<Object> flag(String text) {
        return switch (text) {
            case "1", "true" -> Optional.of(true);
            case "0", "false" -> Optional.of(false);
            default -> Optional.empty();
        };
    }
}
