package dev.followup.rule.text;

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

/// What can be done to a fact before it is put into a text. What is missing, or no value of the kind that a filter
/// takes, stays as it is.
enum TextFilter {
    /// A number in groups of three, with two digits behind the comma if it has a fraction, and perhaps a currency.
    MONEY("money or money('₽')"),
    /// The day on which a time falls, or whatever else of it a pattern of `java.time` names, in English.
    DATE("date or date('d MMMM yyyy'), with a pattern of java.time"),
    /// The time of day of a time.
    TIME("time"),
    /// A text for what is missing or blank.
    OR("or('…') with a text");

    static final AllowedWords WORDS = AllowedWords.of("or", "money", "date", "time");

    private static final char NO_BREAK_SPACE = '\u00A0';
    private static final DateTimeFormatter DAY = pattern("dd.MM.yyyy");
    private static final DateTimeFormatter TIME_OF_DAY = pattern("HH:mm");

    /// Digits, and zeros behind or before them, of the longest amount that is put into groups.
    private static final int LONGEST_AMOUNT = 100;

    /// What is later or as much earlier than 1970 is no time: the year 10000.
    private static final long END_OF_TIME = 253_402_300_800L;

    private final String usage;

    TextFilter(String usage) {
        this.usage = usage;
    }

    /// The filter of a name that is one of `WORDS`.
    static TextFilter of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }

    /// As texts write it.
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// How it is written, in words.
    String usage() {
        return usage;
    }

    /// Whether it needs to know where a day begins.
    boolean needsZone() {
        return this == DATE || this == TIME;
    }

    /// Whether it can be given an argument; empty for none.
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

    /// Whether it can do something to a fact.
    boolean takes(Object value) {
        return switch (this) {
            case MONEY -> value instanceof Long || (value instanceof BigDecimal number && isShort(number));
            case DATE, TIME -> value instanceof Long seconds && Math.abs(seconds) < END_OF_TIME;
            case OR -> true;
        };
    }

    private static boolean isShort(BigDecimal number) {
        return number.precision() <= LONGEST_AMOUNT && Math.abs(number.scale()) <= LONGEST_AMOUNT;
    }

    /// What stands in the text for a value.
    ///
    /// @param value a fact, or what another filter made of it, or something of Qute's where there is none
    /// @param argument one that it accepts
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
