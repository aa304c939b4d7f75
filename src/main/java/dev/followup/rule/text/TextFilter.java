package dev.followup.rule.text;

import dev.followup.event.UnixTime;
import dev.followup.rule.fact.FactType;
import dev.followup.yaml.AllowedWords;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/// The filters that format a fact for a text. A missing fact, or one of another type than the filter takes,
/// stays as it is.
enum TextFilter {
    /// A number in groups of three digits, with two decimals if it has a fraction, and optionally a currency.
    MONEY("money or money('₽')"),
    /// The day of a time, or another part of it in a pattern of `java.time`, in English.
    DATE("date or date('d MMMM yyyy'), with a pattern of java.time"),
    /// The time of day of a time.
    TIME("time"),
    /// A text that replaces a missing or blank fact.
    OR("or('…') with a text");

    static final AllowedWords WORDS = AllowedWords.of("or", "money", "date", "time");

    private static final char NO_BREAK_SPACE = '\u00A0';
    private static final DateTimeFormatter DAY = pattern("dd.MM.yyyy");
    private static final DateTimeFormatter TIME_OF_DAY = pattern("HH:mm");

    /// The most digits, with leading or trailing zeros, of an amount that is grouped.
    private static final int LONGEST_AMOUNT = 100;

    private final String usage;

    TextFilter(String usage) {
        this.usage = usage;
    }

    /// The filter with this name, one of `WORDS`.
    static TextFilter of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }

    /// Its name in texts.
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// How it is written, for problems.
    String usage() {
        return usage;
    }

    /// Whether it needs a time zone.
    boolean needsZone() {
        return this == DATE || this == TIME;
    }

    /// Whether it can take an argument; empty for none.
    boolean accepts(String argument) {
        return switch (this) {
            case MONEY -> true;
            case DATE -> argument.isEmpty() || isPattern(argument);
            case TIME -> argument.isEmpty();
            case OR -> !argument.isBlank();
        };
    }

    private static boolean isPattern(String pattern) {
        try {
            return !format(pattern(pattern), 0, ZoneOffset.UTC).isBlank();
        } catch (IllegalArgumentException | DateTimeException _) {
            return false;
        }
    }

    /// Whether it can format facts of a type.
    boolean canTake(FactType.Value type) {
        return switch (this) {
            case MONEY -> type.form() == FactType.Form.NUMBER || type.form() == FactType.Form.UNKNOWN;
            case DATE, TIME ->
                type == FactType.Scalar.TIME || type == FactType.Scalar.DAY || type.form() == FactType.Form.UNKNOWN;
            case OR -> true;
        };
    }

    /// What it formats, for problems.
    String taken() {
        return this == MONEY ? "a number" : "a time";
    }

    /// Whether it can format a fact.
    boolean takes(Object value) {
        return switch (this) {
            case MONEY -> value instanceof Long || (value instanceof BigDecimal number && isShort(number));
            case DATE, TIME ->
                value instanceof Long seconds && UnixTime.of(seconds).isPresent();
            case OR -> true;
        };
    }

    private static boolean isShort(BigDecimal number) {
        return number.precision() <= LONGEST_AMOUNT && Math.abs(number.scale()) <= LONGEST_AMOUNT;
    }

    /// The formatted value.
    ///
    /// @param value a fact, the result of another filter, or Qute's value for a missing fact
    /// @param argument an argument that it accepts
    Object shown(Object value, String argument, ZoneId zone) {
        if (!takes(value)) {
            return value;
        }
        return switch (this) {
            case MONEY ->
                money(new BigDecimal(value.toString())) + (argument.isEmpty() ? "" : NO_BREAK_SPACE + argument);
            case DATE -> format(argument.isEmpty() ? DAY : pattern(argument), (Long) value, zone);
            case TIME -> format(TIME_OF_DAY, (Long) value, zone);
            case OR -> TextTemplate.isGap(value) ? argument : value;
        };
    }

    private static String money(BigDecimal amount) {
        var symbols = new DecimalFormatSymbols(Locale.ROOT);
        symbols.setGroupingSeparator(NO_BREAK_SPACE);
        symbols.setDecimalSeparator(',');
        var format = new DecimalFormat(amount.stripTrailingZeros().scale() > 0 ? "#,##0.00" : "#,##0", symbols);
        format.setRoundingMode(RoundingMode.HALF_UP);
        return format.format(amount);
    }

    private static DateTimeFormatter pattern(String pattern) {
        return DateTimeFormatter.ofPattern(pattern, Locale.ENGLISH);
    }

    private static String format(DateTimeFormatter pattern, long seconds, ZoneId zone) {
        return pattern.format(Instant.ofEpochSecond(seconds).atZone(zone));
    }
}
