package dev.followup.worker.intake;

import static org.assertj.core.api.Assertions.assertThat;

import dev.followup.account.Account;
import dev.followup.inbox.InboxMessage;
import dev.followup.inbox.MessageBatch.MessageGroup;
import dev.followup.inbox.MessageSource;
import dev.followup.inbox.Tick;
import dev.followup.telemetry.LineLimit;
import dev.followup.telemetry.LogCapture;
import dev.followup.webhook.WebhookReader;
import dev.followup.worker.intake.DecodedMessage.Unreadable;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MessageDecoderTest {

    private static final Account SANDBOX = new Account("demo", URI.create("http://localhost:8090"));
    private static final Account DEPLOYED = new Account("demo", URI.create("https://demo.amocrm.ru"));

    /// A line break with a forged line, a terminal sequence, Unicode's line break and a direction override.
    private static final String HOSTILE = "x\r\n12:00:00 ERROR forged: \u001b[2J\u2028\u202e" + "y".repeat(1_000);

    private final MessageDecoder decoder = new MessageDecoder(new WebhookReader());

    @Test
    void a_webhook_with_a_thousand_bad_items_leaves_five_lines_and_a_count() {
        var body = IntStream.range(0, 1_000)
                .mapToObj(i -> "leads[add][" + i + "][name]=x")
                .collect(Collectors.joining("&"));
        var lines = linesOf(SANDBOX, "account[subdomain]=demo&" + body);
        assertThat(lines)
                .hasSize(LineLimit.MAX + 1)
                .anyMatch(line -> line.contains(
                        "demo: part leads[add][0] of a webhook is ignored, since it cannot be read: has no id"));
        assertThat(lines.getLast())
                .contains("demo: 995 more parts of this webhook are ignored, since they cannot be read");
    }

    @Test
    void a_webhook_with_few_bad_items_leaves_a_line_for_each() {
        assertThat(linesOf(SANDBOX, "leads[add][0][name]=x&leads[add][1][name]=x"))
                .hasSize(2);
    }

    @Test
    void keys_texts_and_the_subdomain_of_a_webhook_forge_no_lines() {
        var hostile = URLEncoder.encode(HOSTILE, StandardCharsets.UTF_8);
        for (var body : List.of(
                hostile + "=1",
                "leads[" + hostile + "][0][id]=1",
                "leads[add][" + hostile + "]=1&leads[add][0][id]=1",
                "leads[add][0][id]=" + hostile,
                "leads[add]=" + hostile,
                "unsorted[delete][0][action]=" + hostile,
                "account[subdomain]=" + hostile + "&leads[add][0][id]=1",
                "{\"leads\": {\"" + HOSTILE.replace("\r\n", "\\r\\n").replace("\u001b", "\\u001b") + "\": [1]}}")) {
            assertThat(linesOf(SANDBOX, body)).as(body).singleElement().satisfies(line -> assertHarmless(line));
        }
    }

    @Test
    void the_reason_of_a_dead_letter_is_in_one_line() {
        for (var body : List.of(HOSTILE, "{" + HOSTILE, "a=1&" + HOSTILE, "account[subdomain]=" + HOSTILE + "&a=1")) {
            var batch = decode(DEPLOYED, body);
            assertThat(batch.decoded())
                    .singleElement()
                    .isInstanceOfSatisfying(Unreadable.class, unreadable -> assertHarmless(unreadable.reason()));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"followup\": \"forget\", \"subject\": \"leads/501\"}",
                "{\"followup\": \"drop-wait\", \"subject\": \"leads/501\", \"rule\": \"call\"}",
                "{\"tick\": \"2026-11-21T12:00:00Z\"}"
            })
    void a_webhook_that_looks_like_a_request_or_a_tick_is_an_unreadable_webhook_and_never_obeyed(String body) {
        var batch = decode(DEPLOYED, body);
        assertThat(batch.decoded()).singleElement().isInstanceOf(Unreadable.class);
        assertThat(batch.requests()).isEmpty();
        assertThat(batch.lastTick()).isEmpty();
        var inTheGroupOfTheClock = new InboxMessage("1", Tick.GROUP, body, Instant.parse("2026-11-21T12:00:00Z"));
        assertThat(decoder.decodeTick(inTheGroupOfTheClock)).isInstanceOf(Unreadable.class);
    }

    @Test
    void a_message_is_a_webhook_unless_its_attribute_or_the_group_of_the_clock_says_otherwise() {
        assertThat(MessageSource.of(null, "demo")).isEqualTo(MessageSource.WEBHOOK);
        assertThat(MessageSource.of("webhook", "clock")).isEqualTo(MessageSource.WEBHOOK);
        assertThat(MessageSource.of("unknown", "clock")).isEqualTo(MessageSource.WEBHOOK);
        assertThat(MessageSource.of(null, "clock")).isEqualTo(MessageSource.CLOCK);
        assertThat(MessageSource.of("clock", "demo")).isEqualTo(MessageSource.CLOCK);
        assertThat(MessageSource.of("person", "demo")).isEqualTo(MessageSource.PERSON);
    }

    private static void assertHarmless(String line) {
        assertThat(line.strip())
                .hasSizeLessThan(600)
                .doesNotContainPattern("[\\p{Cntrl}\u2028\u202e]")
                .doesNotStartWith("12:00:00 ERROR forged");
    }

    private List<String> linesOf(Account account, String body) {
        try (var log = LogCapture.open()) {
            decode(account, body);
            return log.lines();
        }
    }

    private DecodedBatch decode(Account account, String body) {
        var message = new InboxMessage("1", account.name(), body, Instant.parse("2026-11-21T12:00:00Z"));
        return decoder.decode(account, new MessageGroup(account.name(), List.of(message)));
    }
}
