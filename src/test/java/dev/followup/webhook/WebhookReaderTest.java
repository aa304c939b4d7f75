package dev.followup.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.followup.event.CrmEvent;
import dev.followup.event.EventKind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class WebhookReaderTest {

    private static final Instant SENT_AT = Instant.parse("2026-11-21T12:00:00Z");
    private static final Pattern CUT_ESCAPE = Pattern.compile("%.?$");
    private static final String STATUS = """
            leads[status][0][id]=501&leads[status][0][name]=A&leads[status][0][status_id]=142\
            &leads[status][0][old_status_id]=200&leads[status][0][last_modified]=1781652440""";

    static Stream<Path> samples() throws IOException {
        try (var directories = Files.list(Path.of("src/test/resources/webhooks"))) {
            return directories.sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("samples")
    void a_body_cut_off_anywhere_is_read_or_refused_and_inside_a_key_or_escape_always_refused(Path directory)
            throws IOException {
        var body = webhook(directory);
        for (int end = 1; end < body.length(); end++) {
            var cut = body.substring(0, end);
            var last = cut.substring(cut.lastIndexOf('&') + 1);
            var reading = read(cut);
            if ((!last.isEmpty() && !last.contains("="))
                    || CUT_ESCAPE.matcher(last).find()) {
                assertThat(reading).as(cut).isInstanceOf(WebhookContent.Refused.class);
            }
            if (reading instanceof WebhookContent.Events(var events, var unread, var _)) {
                assertThat(events.size() + unread.size()).isPositive();
            }
        }
    }

    @Test
    void a_cut_off_time_is_no_time_of_long_ago() {
        var body = STATUS + "&leads[status][0][updated_at]=17816524";
        assertThat(only(body).time()).isEqualTo(Instant.ofEpochSecond(1781652440));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"-1", "0", "99999999999", "1781652440000", "99999999999999999999999", "soon", "1e9", "17816.5"})
    void a_time_out_of_range_falls_back_to_when_the_queue_took_it(String time) {
        assertThat(only("leads[update][0][id]=1&leads[update][0][updated_at]=" + time)
                        .time())
                .isEqualTo(SENT_AT);
    }

    @Test
    void one_change_reported_by_two_webhooks_and_layouts_has_one_key() {
        var today = "account[subdomain]=demo&account[id]=1&"
                + STATUS.replace("status][0]", "update][0]")
                + "&leads[update][0][updated_at]=1781652440";
        assertThat(event(today, EventKind.LEAD_STATUS_CHANGED).key())
                .isEqualTo(only(STATUS).key())
                .isEqualTo("demo:lead.status-changed:501:1781652440:200>142");
        var older = "leads[update][0][last_modified]=1781652440&leads[update][0][name]=A&leads[update][0][id]=501"
                + "&leads[update][0][date_create]=1781652000";
        var newer = "leads[update][0][id]=501&leads[update][0][name]=A&leads[update][0][account_id]=1"
                + "&leads[update][0][created_at]=1781652000&leads[update][0][updated_at]=1781652440";
        assertThat(only(newer).key()).isEqualTo(only(older).key());
    }

    @Test
    void one_change_reported_twice_in_a_body_is_one_event() {
        assertThat(events(STATUS + "&" + STATUS.replace("status][0]", "update][0]")))
                .extracting(event -> event.kind().word())
                .containsExactly("lead.status-changed", "lead.updated");
    }

    @Test
    void different_events_have_different_keys() {
        var bodies = List.of(
                STATUS,
                STATUS.replace("501", "502"),
                STATUS.replace("=142", "=143"),
                STATUS.replace("=200", "=201"),
                STATUS.replace("2440", "2441"),
                STATUS.replace("status][0]", "restore][0]"),
                "leads[update][0][id]=501&leads[update][0][updated_at]=1781652440&leads[update][0][name]=A",
                "leads[update][0][id]=501&leads[update][0][updated_at]=1781652440&leads[update][0][name]=B",
                "leads[update][0][id]=501&leads[update][0][updated_at]=1781652440&leads[update][0][tags][]=B",
                "message[add][0][id]=501",
                "task[add][0][id]=501",
                "unsorted[add][0][uid]=501",
                "contacts[note][0][note][id]=501&contacts[note][0][note][element_id]=1",
                "contacts[note][0][note][text]=a&contacts[note][0][note][element_id]=1",
                "contacts[note][0][note][text]=b&contacts[note][0][note][element_id]=1");
        assertThat(bodies.stream().flatMap(body -> events(body).stream()).map(CrmEvent::key))
                .doesNotHaveDuplicates()
                .hasSize(bodies.size());
        assertThat(new WebhookReader().read("other", STATUS, SENT_AT))
                .isNotEqualTo(new WebhookReader().read("demo", STATUS, SENT_AT));
    }

    @Test
    void an_event_without_a_time_may_repeat_one_of_ten_minutes_or_of_a_retry_before() {
        var timeless = "leads[site_visit][0][id]=501&leads[site_visit][0][status_id]=200";
        assertThat(keyAt(timeless, "12:00:00"))
                .isEqualTo(keyAt(timeless, "12:09:59"))
                .isNotEqualTo(keyAt(timeless, "12:10:00"));
        assertThat(formerKeysAt(timeless, "14:00:00"))
                .contains(
                        keyAt(timeless, "13:50:00"),
                        keyAt(timeless, "13:40:30"),
                        keyAt(timeless, "13:24:30"),
                        keyAt(timeless, "12:25:30"))
                .doesNotContain(keyAt(timeless, "12:30:00"), keyAt(timeless, "13:10:00"), keyAt(timeless, "14:00:00"));
        var added = "leads[add][0][id]=501&leads[add][0][date_create]=1781652440";
        assertThat(keyAt(added, "12:00:00")).isEqualTo(keyAt(added, "18:00:00"));
        assertThat(formerKeysAt(added, "12:00:00")).isEmpty();
    }

    @Test
    void keys_are_short_and_hold_no_texts() {
        var secret = "Secret text, \u042f and ".repeat(1000).replace(' ', '+');
        var bodies = List.of(
                "message[add][0][id]=" + secret + "&message[add][0][text]=" + secret,
                "leads[status][0][id]=1&leads[status][0][status_id]=" + secret + "&leads[status][0][old_status_id]=x"
                        + secret + "&leads[status][0][pipeline_id]=" + secret + "&leads[status][0][old_pipeline_id]=x"
                        + secret,
                "leads[update][0][id]=1&leads[update][0][name]=" + secret);
        for (var body : bodies) {
            assertThat(events(body))
                    .isNotEmpty()
                    .allSatisfy(event -> assertThat(event.key())
                            .hasSizeLessThanOrEqualTo(200)
                            .doesNotContain("Secret"));
        }
    }

    @ParameterizedTest
    @MethodSource("hostileBodies")
    void a_hostile_body_is_refused_or_read_within_bounds(String body) {
        switch (read(body)) {
            case WebhookContent.Refused(var reason) -> assertThat(reason).hasSizeBetween(1, 300);
            case WebhookContent.Events(var events, var unread, var _) -> {
                assertThat(events.size() + unread.size()).isBetween(1, PhpFormParser.MAX_KEYS);
                assertThat(unread)
                        .allSatisfy(
                                part -> assertThat(part.where() + part.reason()).hasSizeLessThan(400));
            }
        }
    }

    static Stream<String> hostileBodies() {
        return Stream.of(
                IntStream.range(0, 100_000).mapToObj(i -> "k" + i + "=1").collect(Collectors.joining("&")),
                IntStream.range(0, 9_000)
                        .mapToObj(i -> "leads[add][" + i + "][x]=1")
                        .collect(Collectors.joining("&")),
                IntStream.range(0, 9_000)
                        .mapToObj(i -> "leads[delete][]=" + (i + 1))
                        .collect(Collectors.joining("&")),
                "leads" + "[add]".repeat(10_000) + "=1",
                "leads[add][0]" + "[a]".repeat(60) + "=1&leads[add][0][id]=1",
                "task[update]" + "[0]".repeat(60) + "[id]=1",
                "a[999999999]=1&leads[add][999999999][id]=1&leads[add][][id]=2&leads[add][0][tags][999999999]=x",
                "k".repeat(200_000) + "=1",
                "leads[" + "k".repeat(200_000) + "]=1",
                "leads[add][0][id]=" + "9".repeat(200_000),
                "leads[add][0][id]=1&leads[add][0][price]=" + "9".repeat(200_000) + ".5",
                "leads[add][0][id]=1&leads[add][0][name]=" + "%00%FF".repeat(20_000),
                "a".repeat(1_000_000),
                "[".repeat(200_000) + "=1",
                "a" + "[".repeat(200_000) + "=1",
                "&".repeat(200_000) + "=",
                "%5B".repeat(60_000) + "=1",
                "account=1",
                "account[_links][self]=https://&leads[delete]=1",
                "leads[add][0][custom_fields]=x&leads[add][0][id]=1&leads[add][0][custom_fields_values][0]=1");
    }

    @ParameterizedTest
    @CsvSource({"[id]=77, 77", "[code]=SOURCE, SOURCE", "[name]=Source, place"})
    void a_custom_field_has_the_name_of_its_place_only_if_it_has_no_other(String named, String name) {
        var field = "&leads[add][0][custom_fields][place]";
        var body = "leads[add][0][id]=1" + field + named + field + "[values][0][value]=Site";
        assertThat(events(body).getFirst().facts().at("lead.custom_fields")).contains(Map.of(name, List.of("Site")));
    }

    @Test
    void an_id_of_zero_names_nothing() {
        var task = "task[add][0][id]=7&task[add][0][element_type]=2&task[add][0][element_id]=0";
        assertThat(events(task).getFirst().entity()).isNull();
        assertThat(events("leads[add][0][id]=0")).isEmpty();
    }

    @Test
    void random_pieces_of_real_bodies_are_read_without_an_exception() throws IOException {
        var random = new Random(20261121);
        var pieces = samples()
                .flatMap(directory -> Arrays.stream(webhook(directory).split("&", -1)))
                .distinct()
                .toList();
        for (int round = 0; round < 3_000; round++) {
            var body = random.ints(1 + random.nextInt(12), 0, pieces.size())
                    .mapToObj(pieces::get)
                    .map(piece -> random.nextInt(5) > 0 ? piece : piece.replaceFirst("\\d+", "" + random.nextInt()))
                    .collect(Collectors.joining("&"));
            assertThat(read(body)).isNotNull();
        }
    }

    @Test
    void a_link_without_a_name_before_its_host_names_no_account() {
        var body = "account[_links][self]=https://.amocrm.ru&leads[delete][]=1";
        assertThat(read(body))
                .isInstanceOfSatisfying(
                        WebhookContent.Events.class,
                        content -> assertThat(content.subdomain()).isNull());
    }

    @Test
    void a_form_that_ends_behind_a_separator_is_whole() {
        assertThat(only("leads[delete][]=1&").kind()).isEqualTo(EventKind.LEAD_DELETED);
    }

    @Test
    void a_message_at_the_top_level_may_be_the_only_one_without_an_index() {
        assertThat(only("add[chat_id]=c1&add[id]=m1&add[type]=incoming").kind()).isEqualTo(EventKind.MESSAGE_RECEIVED);
    }

    @Test
    void a_list_without_a_known_entity_is_refused_although_one_element_is_an_object() {
        assertThat(read("[{\"x\": 1}, 5]")).isInstanceOf(WebhookContent.Refused.class);
    }

    @Test
    void an_account_alone_is_reported_also_behind_a_part_that_cannot_be_read() {
        var body = "[{\"leads\": {\"add\": [{\"x\": 1}]}}, {\"account\": {\"id\": 1}}]";
        assertThat(read(body))
                .isInstanceOfSatisfying(
                        WebhookContent.Events.class,
                        content -> assertThat(content.unread())
                                .extracting(WebhookContent.Unread::where)
                                .containsExactly("[0].leads[add][0]", "[1].account"));
    }

    @Test
    void the_deadline_of_a_task_is_that_in_seconds_if_both_are_there() {
        var event = only("task[add][0][id]=7&task[add][0][complete_till]=2030-01-31+23:59:00"
                + "&task[add][0][complete_before]=1896123540&task[add][0][created_at]=1781652440");

        assertThat(event.facts().at("task.complete_till")).contains(1_896_123_540L);
    }

    @Test
    void one_item_may_report_several_changes_whatever_its_action() {
        var body = "leads[responsible][0][id]=501&leads[responsible][0][status_id]=2"
                + "&leads[responsible][0][old_status_id]=1&leads[responsible][0][responsible_user_id]=102"
                + "&leads[responsible][0][old_responsible_user_id]=101&leads[responsible][0][updated_at]=1781652440";

        assertThat(event(body, EventKind.LEAD_OWNER_CHANGED).facts().at("lead.responsible_user_id"))
                .contains(102L);
        assertThat(event(body, EventKind.LEAD_STATUS_CHANGED).facts().at("old.status_id"))
                .contains(1L);
    }

    @Test
    void an_incoming_lead_does_not_report_its_lead_in_full() {
        var event =
                only("unsorted[add][0][uid]=u-1&unsorted[add][0][lead_id]=501&unsorted[add][0][data][leads][0][name]=X"
                        + "&unsorted[add][0][data][leads][0][date_create]=1781652440");

        assertThat(event.facts().at("lead.name")).contains("X");
        assertThat(event.facts().isReported("lead")).isFalse();
    }

    @Test
    void what_a_note_has_beside_its_text_is_read_if_it_is_json() {
        var note =
                "leads[note][0][note][element_id]=501&leads[note][0][note][element_type]=2&leads[note][0][note][id]=7"
                        + "&leads[note][0][note][metadata]=";

        assertThat(only(note + "{\"source\":{\"id\":5},\"links\":[\"a\",\"b\"]}")
                        .facts()
                        .at("note.metadata"))
                .contains(Map.of("source", Map.of("id", 5L), "links", List.of("a", "b")));
        for (var text : List.of("{broken", "[1]", "7", "{}{}")) {
            assertThat(only(note + text).facts().at("note.metadata")).contains(text);
        }
    }

    private static String webhook(Path directory) {
        try {
            return Files.readString(directory.resolve("webhook.form")).replace("\n", "");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String keyAt(String body, String time) {
        return eventAt(body, time).key();
    }

    private static Set<String> formerKeysAt(String body, String time) {
        return eventAt(body, time).formerKeys();
    }

    private static CrmEvent eventAt(String body, String time) {
        var reading = new WebhookReader().read("demo", body, Instant.parse("2026-11-21T" + time + "Z"));
        return ((WebhookContent.Events) reading).events().getFirst();
    }

    private static WebhookContent read(String body) {
        return new WebhookReader().read("demo", body, SENT_AT);
    }

    private static List<CrmEvent> events(String body) {
        return ((WebhookContent.Events) read(body)).events();
    }

    private static CrmEvent only(String body) {
        assertThat(events(body)).hasSize(1);
        return events(body).getFirst();
    }

    private static CrmEvent event(String body, EventKind kind) {
        return events(body).stream()
                .filter(event -> event.kind() == kind)
                .findFirst()
                .orElseThrow();
    }
}
