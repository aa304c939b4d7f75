package dev.followup.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.followup.event.CrmEvent;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonBodyParserTest {

    private static final Instant SENT_AT = Instant.parse("2026-11-21T12:00:00Z");
    private static final String FORM =
            "account[subdomain]=demo&leads[status][0][id]=9001&leads[status][0][status_id]=142"
                    + "&leads[status][0][tags][0][name]=VIP&leads[status][0][price]=9000.5&leads[status][0][name]=5 %+%26 Ёлка";

    @ParameterizedTest
    @ValueSource(strings = {"""
                {"leads": {"status": {"0": {"id": "9001", "status_id": "142", "tags": {"0": {"name": "VIP"}},
                 "price": "9000.5", "name": "5 % & Ёлка"}}}, "account": {"subdomain": "demo"}}""", """
                {"account": {"subdomain": "demo"}, "leads": {"status": [{"id": 9001, "status_id": 142,
                 "tags": [{"name": "VIP"}], "price": 9000.5, "name": "5 % & Ёлка", "loss_reason_id": null}]}}""", """
                [{"account[subdomain]": "demo", "leads[status][0][id]": 9001, "leads[status][0][status_id]": "142",
                 "leads[status][0][tags][]": {"name": "VIP"}, "leads[status][0][price]": 9000.50,
                 "leads[status][0][name]": "5 % & Ёлка"}]""", """
                {"headers": {"host": "relay"}, "body": {"account": {"subdomain": "demo"}, "leads": {"status": [{
                 "id": 9001, "status_id": 142, "tags": ["VIP"], "price": 9000.5, "name": "5 % & Ёлка"}]}}}"""})
    void a_webhook_relayed_as_json_is_the_event_of_its_form(String json) {
        assertThat(only(json).key()).isEqualTo(only(FORM).key());
        assertThat(only(json).facts()).isEqualTo(only(FORM).facts());
        assertThat(only(json)).isEqualTo(only(FORM));
    }

    @Test
    void a_form_in_an_envelope_is_read() {
        var encoded = Base64.getEncoder().encodeToString(FORM.getBytes(StandardCharsets.UTF_8));
        assertThat(List.of(
                        "{\"body\": \"" + FORM + "\"}",
                        "[{\"body\": \"" + FORM + "\", \"isBase64Encoded\": false}]",
                        "{\"isBase64Encoded\": true, \"body\": \"" + encoded + "\"}",
                        "\"" + FORM + "\""))
                .allSatisfy(body -> assertThat(only(body)).isEqualTo(only(FORM)));
    }

    @Test
    void flags_are_those_of_forms() {
        var form = "talk[add][0][talk_id]=1&talk[add][0][is_read]=1&talk[add][0][is_in_work]=0";
        assertThat(only("{\"talk\": {\"add\": [{\"talk_id\": 1, \"is_read\": true, \"is_in_work\": false}]}}"))
                .isEqualTo(only(form));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', ignoreLeadingAndTrailingWhitespace = true, quoteCharacter = '`', textBlock = """
            {                                        | the body is cut off: it ends inside JSON
            {"leads": {"add": [{"id": 50             | the body is cut off: it ends inside JSON
            {"leads": {"add": [{"id": "50            | the body is cut off: it ends inside JSON
            {"leads": tru}                           | the body is broken JSON at character 10: Unrecognized token 'tru'
            {"a": 1} x                               | the body is broken JSON at character 9: Unrecognized token 'x'
            {"a": 1} {"b": 2}                        | the body has more after its JSON, expected a form
            {}                                       | the body is empty JSON, expected a form
            []                                       | the body is empty JSON, expected a form
            [{"a": 1}, {"b": 2}]                     | the body is a list of 2 values, expected one webhook
            [[[[[["a=1"]]]]]]                        | the body is wrapped more than 4 times
            {"body": "%%%", "isBase64Encoded": true} | the body of the envelope is not base64
            {"leads": {"a": 1}, "leads": {"b": 2}}   | Duplicate field 'leads'
            {"body": ""}                             | the body is empty, expected a form
            {"body": null}                           | the body is empty JSON, expected a form
            "x"                                      | the body has no =, expected a form
            """)
    void says_why_a_body_is_refused(String json, String reason) {
        assertRefused(json, reason);
    }

    @Test
    void a_byte_order_mark_before_a_body_is_ignored() throws MalformedWebhookException {
        assertThat(JsonBodyParser.parse("\uFEFF{\"a\": 1}").text("a")).hasValue("1");
        assertThat(JsonBodyParser.parse("\uFEFFa=1").text("a")).hasValue("1");
        assertThat(JsonBodyParser.parse("{\"body\": \"\uFEFFa=1\"}").text("a")).hasValue("1");
    }

    @Test
    void hostile_json_is_quoted_in_one_line() {
        assertThatExceptionOfType(MalformedWebhookException.class)
                .isThrownBy(() -> JsonBodyParser.parse("{\"a\": x\u2028\u202e" + "y".repeat(10_000) + "}"))
                .satisfies(refusal ->
                        assertThat(refusal.reason()).hasSizeLessThan(300).doesNotContain("\u2028", "\u202e", "\n"));
    }

    @Test
    void bounds_are_those_of_forms() throws MalformedWebhookException {
        int depth = PhpFormParser.MAX_DEPTH;
        assertRefused("{\"a\":".repeat(100_000), "the body has");
        assertRefused("[".repeat(50_000), "the body is nested deeper than 64 levels");
        assertRefused("{\"a\":".repeat(depth + 1) + "1" + "}".repeat(depth + 1), "nested deeper than 64 levels");
        assertThat(JsonBodyParser.parse("{\"a\":".repeat(depth - 1) + "1" + "}".repeat(depth - 1))
                        .children())
                .hasSize(1);
        assertRefused("{\"a" + "[b]".repeat(depth) + "\":1}", "a key has more names than 64");
        assertRefused("[" + "1,".repeat(PhpFormParser.MAX_KEYS) + "1]", "the body has more values than 10000");
        assertRefused("{\"a\":\"" + "x".repeat(PhpFormParser.MAX_LENGTH) + "\"}", "expected at most 262144");
        assertThat(JsonBodyParser.parse("{\"a\": " + "9".repeat(200_000) + "}").text("a"))
                .hasValueSatisfying(number -> assertThat(number).hasSize(200_000));
    }

    private static void assertRefused(String json, String reason) {
        assertThatExceptionOfType(MalformedWebhookException.class)
                .isThrownBy(() -> JsonBodyParser.parse(json))
                .withMessageContaining(reason);
    }

    private static CrmEvent only(String body) {
        var content = (WebhookContent.Events) new WebhookReader().read("demo", body, SENT_AT);
        assertThat(content.unread()).isEmpty();
        assertThat(content.subdomain()).isIn("demo", null);
        assertThat(content.events()).hasSize(1);
        return content.events().getFirst();
    }
}
