package dev.followup.rule;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.followup.event.EventKind;
import dev.followup.task.TaskOrder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShippedRulesTest {

    private final RuleBook book = RuleBookReader.read("rules.yaml", shipped());

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', nullValues = "-", textBlock = """
            lead.added          | {lead: {name: Flat, price: 9000, responsible_user_id: 102}} | 102 | 2026-11-21T07:30:30Z | Call the new lead: Flat
            lead.added          | {lead: {name: Flat, status_id: 142}} | - | - | -
            lead.added          | {lead: {name: Flat, status_id: 77, tags: [VIP]}} | 101,103 | 2026-11-21T07:30:30Z,2026-11-21T20:59:00Z | Call the new lead: Flat,Greet Flat in person
            lead.added          | {lead: {name: Flat, price: 500000, responsible_user_id: 102}} | 102,103 | 2026-11-21T07:30:30Z,2026-11-23T08:00:00Z | Call the new lead: Flat,Plan the deal "Flat" (500000)
            incoming-lead.added | {incoming-lead: {category: chats}} | 101 | 2026-11-21T07:25:30Z | Answer the request that came by chats; and accept or decline it
            lead.status-changed | {lead: {name: Flat, pipeline_id: 9621011, status_id: 96210113, responsible_user_id: 102}} | 102 | 2026-11-23T08:00:00Z | Send the contract for Flat
            lead.status-changed | {lead: {name: Flat, status_id: 142, responsible_user_id: 102}} | 102,102 | 2026-11-23T08:00:00Z,2026-12-05T08:00:00Z | Thank the customer for Flat,Ask the customer of Flat whether all went well
            lead.status-changed | {lead: {name: Flat, status_id: 143, price: 5, responsible_user_id: 102}, event: {author: 103}} | 103 | 2026-11-21T15:00:00Z | Write down why Flat was lost
            lead.status-changed | {lead: {name: Flat, status_id: 143, price: 5, responsible_user_id: 102}, event: {author: 0}} | 102 | 2026-11-21T15:00:00Z | Write down why Flat was lost
            lead.owner-changed  | {lead: {name: Flat, status_id: 77, responsible_user_id: 103}} | 103 | 2026-11-21T08:15:30Z | Flat is yours now: read what was agreed and introduce yourself
            lead.owner-changed  | {lead: {name: Flat, status_id: 143, responsible_user_id: 103}} | - | - | -
            """)
    void give_each_event_its_tasks(
            String kind, String facts, @Nullable String users, @Nullable String dues, @Nullable String texts) {
        var tasks = book.plan(Given.event(EventKind.of(kind).orElseThrow(), facts)).orders().stream()
                .map(order -> ((TaskOrder.Create) order).task())
                .toList();

        assertThat(tasks).extracting(task -> String.valueOf(task.responsible())).isEqualTo(split(users));
        assertThat(tasks).extracting(task -> task.due().toString()).isEqualTo(split(dues));
        assertThat(tasks).extracting(task -> task.text().replace(',', ';')).isEqualTo(split(texts));
    }

    private static List<String> split(@Nullable String cell) {
        return cell == null ? List.of() : List.of(cell.split(","));
    }

    @Test
    void answer_an_incoming_lead_of_which_nothing_is_known() {
        var plan = book.plan(Given.event(EventKind.INCOMING_LEAD_ADDED, "{event: {kind: incoming-lead.added}}"));

        assertThat(plan.orders()).hasSize(1);
        assertThat(plan.warnings())
                .containsExactly("answer-incoming-lead: incoming-lead.category is missing, \"—\" stands in its place");
    }

    private static String shipped() {
        try (var file = ShippedRulesTest.class.getResourceAsStream("/rules.yaml")) {
            return new String(file.readAllBytes(), UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
