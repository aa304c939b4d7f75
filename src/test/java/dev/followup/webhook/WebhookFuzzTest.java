package dev.followup.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.followup.directory.DirectoryReader;
import dev.followup.fuzz.Fuzzer;
import dev.followup.fuzz.JsonMutator;
import dev.followup.fuzz.SampleFiles;
import dev.followup.fuzz.TextMutator;
import dev.followup.rule.RuleBook;
import dev.followup.rule.RuleBookReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Whatever is posted as a webhook is read or refused, and what is read can be put to the rules.
class WebhookFuzzTest {

    private static final Instant SENT_AT = Instant.parse("2026-11-21T12:00:00Z");
    private static final int MOST_PLANNED = 20;
    private static final List<String> WORDS = List.of(
            "[",
            "]",
            "[]",
            "[][]",
            "[id]",
            "[0]",
            "[999999999]",
            "[-1]",
            "=",
            "&",
            "%",
            "%5B",
            "%5D",
            "%0",
            "%00",
            "%FF",
            "%D0",
            "%F0%9F%98%80",
            "[add]",
            "[status]",
            "[update]",
            "account[subdomain]=other",
            "unsorted[add][0]",
            "task[update][0][status]=1",
            "[custom_fields][0][values][0][value]=",
            "[linked_leads_id][4711][ID]=4711",
            "\"isBase64Encoded\": true, \"body\": \"",
            "{\"tick\": \"");

    private final RuleBook book;

    WebhookFuzzTest() throws IOException {
        var docs = Path.of("src/docs");
        var directory = DirectoryReader.read("directory.yaml", Files.readString(docs.resolve("directory.yaml")));
        this.book = RuleBookReader.read("wishes.yaml", Files.readString(docs.resolve("wishes.yaml")), directory);
    }

    @Test
    void a_form_is_read_or_refused() throws Exception {
        var forms = webhooks().filter(body -> !JsonBodyParser.isJson(body)).toList();
        Fuzzer.run(1_000, new TextMutator(forms, "&", WORDS), this::read);
    }

    @Test
    void a_relayed_webhook_is_read_or_refused() throws Exception {
        var relayed = webhooks().filter(JsonBodyParser::isJson).toList();
        Fuzzer.run(300, new TextMutator(relayed, ",", WORDS), this::read);
        var whole = relayed.stream()
                .filter(body -> webhook(body) instanceof WebhookContent.Events)
                .map(JsonMutator::document)
                .toList();
        Fuzzer.run(400, new JsonMutator(whole), this::read);
    }

    private void read(String body) {
        switch (webhook(body)) {
            case WebhookContent.Refused(var reason) ->
                assertThat(reason.length()).isBetween(1, 400);
            case WebhookContent.Events(var events, var unread, var _) -> {
                assertThat(events.size() + unread.size()).isPositive();
                unread.forEach(
                        part -> assertThat(part.where().length() + part.reason().length())
                                .isLessThan(600));
                events.forEach(event -> assertThat(event.key().length()).isLessThanOrEqualTo(200));
                events.stream().limit(MOST_PLANNED).forEach(event -> book.explain(event, SENT_AT));
            }
        }
    }

    private static WebhookContent webhook(String body) {
        return new WebhookReader().read("demo", body, SENT_AT);
    }

    private static Stream<String> webhooks() throws IOException {
        return SampleFiles.texts("webhook.form", "src/test/resources").stream().map(body -> body.replace("\n", ""));
    }
}
