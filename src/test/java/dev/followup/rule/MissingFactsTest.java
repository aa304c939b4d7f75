package dev.followup.rule;

import static dev.followup.event.EntityRef.Type.COMPANIES;
import static dev.followup.event.EntityRef.Type.CONTACTS;
import static dev.followup.event.EntityRef.Type.LEADS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.followup.event.CrmEvent;
import dev.followup.event.EventKind;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class MissingFactsTest {

    /// The facts of an incoming lead and a digital-pipeline webhook: little more than the lead's id.
    private static final CrmEvent BARE = RuleFixtures.event(EventKind.INCOMING_LEAD_ADDED, "{lead: {id: 501}}");

    private static final CrmEvent WHOLE =
            RuleFixtures.leadAdded("{lead: {id: 501, price: 9000, created_at: 1795300000}}");

    @Test
    void nothing_is_missing_that_no_rule_names() {
        var book = book("then: [{ create-task: { text: 'Call', due: 1h } }]");
        assertThat(book.missing(BARE)).isEmpty();
        assertThat(book.missing(WHOLE)).isEmpty();
    }

    @Test
    void what_a_text_contains_is_missing() {
        assertThat(book("then: [{ create-task: { text: 'Call {lead.name}', due: 1h } }]")
                        .missing(BARE))
                .containsExactly(LEADS);
        assertThat(book("then: [{ complete-tasks: { result: '{company.name}' } }]")
                        .missing(WHOLE))
                .containsExactly(COMPANIES);
    }

    @Test
    void the_responsible_user_of_the_lead_is_missing() {
        assertThat(book("then: [{ create-task: { text: 'Call', due: 1h, responsible: owner } }]")
                        .missing(BARE))
                .containsExactly(LEADS);
        assertThat(book("then: [{ change-tasks: { responsible: { managers: { 101: 103 } } } }]")
                        .missing(BARE))
                .containsExactly(LEADS);
    }

    @Test
    void a_webhook_with_a_whole_lead_lacks_its_contact_and_company() {
        assertThat(book("then: [{ create-task: { text: '{lead.name} of {contact.name}', due: 1h } }]")
                        .missing(WHOLE))
                .containsExactly(CONTACTS);
    }

    /// The links of a lead, why it was lost, the parts of a contact's name.
    @Test
    void what_no_webhook_reports_is_missing_though_it_reports_everything_else() {
        assertThat(book("if: { lead.loss_reason_id: 5 }", CALL).missing(WHOLE)).containsExactly(LEADS);
        assertThat(book("if: { lead.contact_id: { exists: true } }", CALL).missing(WHOLE))
                .containsExactly(LEADS);
        assertThat(book("if: { lead.price: 9000 }", CALL).missing(WHOLE)).isEmpty();
        var asked = WHOLE.knowing("lead", Map.of("id", 501L));
        assertThat(book("if: { lead.loss_reason_id: 5 }", CALL).missing(asked)).isEmpty();

        var contact =
                RuleFixtures.event(EventKind.CONTACT_ADDED, "{contact: {id: 9, name: Anna, created_at: 1795300000}}");
        assertThat(onContacts("first_name").missing(contact)).containsExactly(CONTACTS);
        assertThat(onContacts("name").missing(contact)).isEmpty();
    }

    private static RuleBook onContacts(String fact) {
        return RuleFixtures.book("""
                rules: [{ name: greet, when: contact.added, then: [{ create-task: { text: "{contact.%s}", due: 1h } }] }]
                """.formatted(fact));
    }

    @Test
    void what_may_decide_is_missing_unless_something_else_decides() {
        var condition = book("if: { lead.price: 5, incoming-lead.category: chats }", CALL);
        assertThat(condition.missing(RuleFixtures.event(EventKind.INCOMING_LEAD_ADDED, "{lead: {id: 501}}")))
                .isEmpty();
        var chat = RuleFixtures.event(
                EventKind.INCOMING_LEAD_ADDED, "{incoming-lead: {category: chats}, lead: {id: 501}}");
        assertThat(condition.missing(chat)).containsExactly(LEADS);
    }

    @Test
    void an_exception_that_holds_already_needs_nothing_more() {
        var book = book("except: { incoming-lead.category: chats }", "if: { lead.price: 5 }", CALL);
        var chat = RuleFixtures.event(
                EventKind.INCOMING_LEAD_ADDED, "{incoming-lead: {category: chats}, lead: {id: 501}}");
        assertThat(book.missing(chat)).isEmpty();
        assertThat(book.missing(BARE)).containsExactly(LEADS);
    }

    @Test
    void one_undecided_alternative_is_enough_to_fetch() {
        var book = book("if: { $or: [{ lead.price: 5 }, { incoming-lead.category: chats }] }", CALL);
        assertThat(book.missing(BARE)).containsExactly(LEADS);
    }

    @Test
    void nothing_is_missing_of_what_was_deleted_or_fetched() {
        var book = RuleFixtures.book("""
                rules:
                  - name: a-rule
                    when: [lead.deleted, incoming-lead.added]
                    then: [{ create-task: { text: "{lead.name}", due: 1h } }]
                """);
        assertThat(book.missing(RuleFixtures.event(EventKind.LEAD_DELETED, "{lead: {id: 501}}")))
                .isEmpty();
        assertThat(book.missing(BARE.knowing("lead", Map.of()))).isEmpty();
    }

    @Test
    void explain_leaves_a_rule_undecided_that_depends_on_missing_facts() {
        var book = book("if: { lead.price: { numeric: ['>=', 50] } }", CALL);
        var verdict = book.explain(BARE).verdicts().getFirst();
        assertThat(verdict.decision()).isEqualTo(RuleVerdict.Decision.UNDECIDED);
        assertThat(verdict.reason()).isEqualTo("lead.price is fetched first, rule wants >= 50 (rules.yaml:5:23)");
        assertThat(book.explain(BARE).drafts()).isEmpty();
        assertThat(book.explain(BARE.knowing("lead", Map.of("price", 60L))).drafts())
                .hasSize(1);
    }

    private static final String CALL = "then: [{ create-task: { text: 'Call', due: 1h } }]";

    private static RuleBook book(String... lines) {
        return RuleFixtures.book("""
                zone: Europe/Moscow
                rules:
                  - name: a-rule
                    when: [lead.added, incoming-lead.added]
                """
                + String.join(
                        "", Stream.of(lines).map(line -> "    " + line + "\n").toList()));
    }
}
