package dev.followup.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.followup.event.CrmEvent;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
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
            [5, {}, "x"]                             | the body is a list without any webhook that can be read; [0]: the body has no =
            [{"data": [5, 6]}, [7, 8]]               | a list without any webhook that can be read; [0]: the body is a list without
            [[[[[["a=1"]]]]]]                        | the body is wrapped more than 4 times
            {"body": "%%%", "isBase64Encoded": true} | the body of the envelope is not base64
            {"leads": {"a": 1}, "leads": {"b": 2}}   | Duplicate field 'leads'
            {"data": "%%%", "isBase64Encoded": true} | the data of the envelope is not base64
            {"payload": "", "event": "x"}            | the body is empty, expected a form
            {"body": ""}                             | the body is empty, expected a form
            {"body": null}                           | the body is empty JSON, expected a form
            "x"                                      | the body has no =, expected a form
            """)
    void says_why_a_body_is_refused(String json, String reason) {
        assertRefused(json, reason);
    }

    @Test
    void a_byte_order_mark_before_a_body_is_ignored() throws MalformedWebhookException {
        assertThat(tree("\uFEFF{\"a\": 1}").text("a")).hasValue("1");
        assertThat(tree("\uFEFFa=1").text("a")).hasValue("1");
        assertThat(tree("{\"body\": \"\uFEFFa=1\"}").text("a")).hasValue("1");
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
        assertThat(tree("{\"a\":".repeat(depth - 1) + "1" + "}".repeat(depth - 1))
                        .children())
                .hasSize(1);
        assertRefused("{\"a" + "[b]".repeat(depth) + "\":1}", "a key has more names than 64");
        assertRefused("[" + "1,".repeat(PhpFormParser.MAX_KEYS) + "1]", "the body has more values than 10000");
        assertRefused("{\"a\":\"" + "x".repeat(PhpFormParser.MAX_LENGTH) + "\"}", "expected at most 262144");
        assertThat(tree("{\"a\": " + "9".repeat(200_000) + "}").text("a"))
                .hasValueSatisfying(number -> assertThat(number).hasSize(200_000));
    }

    @Test
    void as_many_values_as_a_form_may_have_are_read() throws MalformedWebhookException {
        var values = "{\"a\": [" + "1,".repeat(PhpFormParser.MAX_KEYS - 3);
        assertThat(tree(values + "1]}").branch("a")).isPresent();
        assertRefused(values + "1,1]}", "the body has more values than 10000");
    }

    @Test
    void numbers_of_up_to_forty_digits_are_written_as_forms_have_them() throws MalformedWebhookException {
        var longest = "0." + "1".repeat(36) + "0";
        assertThat(tree("{\"a\": " + longest + "0}").text("a")).hasValue("0." + "1".repeat(36));
        assertThat(tree("{\"a\": " + longest + "00}").text("a")).hasValue(longest + "00");
        assertThat(tree("{\"a\": 1e40}").text("a")).hasValue("1" + "0".repeat(40));
        assertThat(tree("{\"a\": 1e41}").text("a")).hasValue("1e41");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[%s]", "\"%s\"", "{\"body\": %s}"})
    void a_webhook_may_be_wrapped_three_times_and_not_for_ever(String wrap) throws MalformedWebhookException {
        var wrapped = new ArrayList<>(List.of("{\"a\": 1}"));
        for (int times = 1; times <= 8; times++) {
            var within = wrapped.getLast();
            wrapped.add(wrap.formatted(
                    wrap.startsWith("\"") ? within.replace("\\", "\\\\").replace("\"", "\\\"") : within));
        }
        assertThat(tree(wrapped.get(3)).text("a")).hasValue("1");
        assertRefused(wrapped.get(4), "the body is wrapped more than 4 times");
        assertRefused(wrapped.get(8), "the body is wrapped more than 4 times");
    }

    @ParameterizedTest
    @ValueSource(strings = {"body", "payload", "data"})
    void a_webhook_in_an_envelope_is_the_event_of_its_form(String name) {
        var webhook = "{\"account\": {\"subdomain\": \"demo\"}, \"leads\": {\"add\": [{\"id\": 501}]}}";
        var form = "account[subdomain]=demo&leads[add][0][id]=501";
        assertThat(List.of(
                        "{\"%s\": %s}".formatted(name, webhook),
                        "{\"event\": \"amo\", \"id\": 7, \"%s\": %s}".formatted(name, webhook),
                        "{\"%s\": [%s]}".formatted(name, webhook),
                        "{\"data\": {\"%s\": \"%s\"}}".formatted(name, form)))
                .allSatisfy(body -> assertThat(only(body)).isEqualTo(only(form)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"body", "payload", "data"})
    void a_key_beside_a_webhook_is_no_envelope(String name) {
        var content = read("{\"leads\": {\"add\": [{\"id\": 501}]}, \"%s\": {\"leads\": {\"add\": [{\"id\": 7}]}}}"
                .formatted(name));
        assertThat(content.events()).extracting(CrmEvent::entity).hasToString("[leads/501]");
        assertThat(content.unread()).extracting(WebhookContent.Unread::where).containsExactly(name);
    }

    @Test
    void several_webhooks_in_a_list_are_read_each() {
        var content = read("""
                [{"leads": {"add": [{"id": 501}]}}, {"body": "leads[add][0][id]=502"}, "leads[add][0][id]=503",
                 [{"leads": {"add": {"id": 504}}}, {"leads": {"add": {"id": 505}}}]]""");
        assertThat(content.unread()).isEmpty();
        assertThat(content.events())
                .extracting(event -> String.valueOf(event.entity()))
                .containsExactly("leads/501", "leads/502", "leads/503", "leads/504", "leads/505");
    }

    @Test
    void a_webhook_twice_in_a_list_is_one_event() {
        var content = read("[{\"leads\": {\"add\": [{\"id\": 501}]}}, {\"leads\": {\"add\": [{\"id\": 501}]}}]");
        assertThat(content.events()).hasSize(1);
        assertThat(content.unread()).isEmpty();
    }

    @Test
    void a_broken_webhook_in_a_list_fails_alone() {
        var content = read("""
                [5, {"leads": {"add": [{"id": 501}, {"id": "x"}]}}, {}, {"lids": 1}, [{"tasks": 1}, 6],
                 {"leads": {"add": [{"id": 502}]}}]""");
        assertThat(content.events())
                .extracting(event -> String.valueOf(event.entity()))
                .containsExactly("leads/501", "leads/502");
        assertThat(content.unread())
                .extracting(WebhookContent.Unread::where)
                .containsExactlyInAnyOrder("[0]", "[1].leads[add][1]", "[2]", "[3].lids", "[4][0].tasks", "[4][1]");
    }

    @Test
    void a_webhook_of_another_account_in_a_list_is_not_read() {
        var content = read("""
                [{"account": {"subdomain": "demo"}, "leads": {"add": [{"id": 501}]}}, {"leads": {"add": [{"id": 502}]}},
                 {"account": {"subdomain": "other"}, "leads": {"add": [{"id": 503}]}}]""");
        assertThat(content.subdomain()).isEqualTo("demo");
        assertThat(content.events())
                .extracting(event -> String.valueOf(event.entity()))
                .containsExactly("leads/501", "leads/502");
        assertThat(content.unread())
                .containsExactly(new WebhookContent.Unread(
                        "[2].account", "is \"other\", but a webhook before it names \"demo\""));
    }

    @Test
    void a_list_without_a_webhook_is_refused() {
        assertThat(new WebhookReader().read("demo", "[{\"a\": 1}, {\"b\": 2}]", SENT_AT))
                .isInstanceOfSatisfying(
                        WebhookContent.Refused.class,
                        refused -> assertThat(refused.reason())
                                .startsWith(
                                        "the body is a list without any webhook that can be read; [0].a: is not known"));
    }

    @ParameterizedTest
    @CsvSource({
        "1e3, 1000",
        "12.0, 12",
        "9000.50, 9000.5",
        "-1.5E1, -15",
        "1E-2, 0.01",
        "0.0, 0",
        "1e999999999, 1e999999999",
        "1e99999999999, 1e99999999999",
        "1e-50, 1e-50",
        "142, 142"
    })
    void numbers_are_those_of_forms(String number, String text) throws MalformedWebhookException {
        assertThat(tree("{\"a\": " + number + "}").text("a")).hasValue(text);
    }

    @Test
    void a_price_with_an_exponent_meets_conditions_on_numbers() {
        assertThat(only("{\"leads\": {\"add\": [{\"id\": 5.01e2, \"price\": 1e3}]}}"))
                .isEqualTo(only("leads[add][0][id]=501&leads[add][0][price]=1000"));
    }

    private static FormNode.Branch tree(String json) throws MalformedWebhookException {
        return JsonBodyParser.parse(json).webhooks().values().iterator().next();
    }

    private static WebhookContent.Events read(String json) {
        return (WebhookContent.Events) new WebhookReader().read("demo", json, SENT_AT);
    }

    private static void assertRefused(String json, String reason) {
        assertThatExceptionOfType(MalformedWebhookException.class)
                .isThrownBy(() -> JsonBodyParser.parse(json))
                .withMessageContaining(reason);
    }

    private static CrmEvent only(String body) {
        var content = read(body);
        assertThat(content.unread()).isEmpty();
        assertThat(content.subdomain()).isIn("demo", null);
        assertThat(content.events()).hasSize(1);
        return content.events().getFirst();
    }
}
