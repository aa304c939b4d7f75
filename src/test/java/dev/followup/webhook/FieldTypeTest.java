package dev.followup.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FieldTypeTest {

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "-5, -5",
        "007, 7",
        "425.00, 425",
        "999999999999999999, 999999999999999999",
        "999999999999999999.0, 999999999999999999"
    })
    void whole_numbers_are_long(String text, long number) {
        assertThat(FieldType.NUMBER.of(text)).contains(number);
    }

    @ParameterizedTest
    @CsvSource({
        "1500.50, 1500.5",
        "-0.25, -0.25",
        "99999999999999999999, 99999999999999999999",
        "999999999999999999999999999999, 999999999999999999999999999999",
        "1000000000000000000000.0, 1000000000000000000000"
    })
    void fractions_and_what_is_too_big_are_decimals(String text, BigDecimal number) {
        assertThat(FieldType.NUMBER.of(text)).contains(number);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-", ".", "1.", ".5", "1e9", "1 000", "1,5", "0x1", "+1", "--1", "1.2.3", "١٢", "NaN"})
    void any_other_text_is_not_a_number(String text) {
        assertThat(FieldType.NUMBER.of(text)).isEmpty();
    }

    @Test
    void a_number_of_thousands_of_digits_is_not_computed() {
        assertThat(FieldType.NUMBER.of("9".repeat(31))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "2030-01-31 20:59:00, 1896123540",
        "2026-06-16T23:27:20, 1781652440",
        "1781652440, 1781652440",
        "946684800, 946684800"
    })
    void dates_of_tasks_are_utc(String text, long seconds) {
        assertThat(FieldType.UTC_TIME.of(text)).contains(seconds);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0",
                "-1",
                "946684799",
                "4102444800",
                "1781652440000",
                "1781652440.5",
                "2026-13-01 00:00:00",
                "soon",
                "1999-12-31 23:59:59",
                "1234567890123456789"
            })
    void an_impossible_time_is_not_a_time(String text) {
        assertThat(FieldType.UTC_TIME.of(text)).isEmpty();
        assertThat(FieldType.TIME.of(text)).isEmpty();
    }

    @Test
    void a_date_of_a_note_is_no_time_since_its_zone_is_not_utc() {
        assertThat(FieldType.TIME.of("2030-01-31 20:59:00")).isEmpty();
    }

    @Test
    void flags_are_yes_no_or_unreadable() {
        assertThat(FieldType.FLAG.of("1")).contains(true);
        assertThat(FieldType.FLAG.of("false")).contains(false);
        assertThat(FieldType.FLAG.of("2")).isEmpty();
    }

    @Test
    void types_of_entities_become_plural_words() {
        assertThat(FieldType.ENTITY_TYPE.of("2")).contains("leads");
        assertThat(FieldType.ENTITY_TYPE.of("12")).contains("customers");
        assertThat(FieldType.ENTITY_TYPE.of("lead")).contains("lead");
        assertThat(FieldType.ENTITY_TYPE.of("99")).isEmpty();
    }
}
