package dev.followup.worker.planning;

import static org.assertj.core.api.Assertions.assertThat;

import dev.followup.account.Account;
import dev.followup.account.Accounts;
import dev.followup.config.TestConfig;
import dev.followup.crm.CrmFixture;
import dev.followup.crm.session.CrmSessions;
import dev.followup.devmode.SandboxCalls;
import dev.followup.event.EntityRef;
import dev.followup.event.EventKind;
import dev.followup.inbox.InMemoryInbox;
import dev.followup.inbox.InboxMessage;
import dev.followup.inbox.MessageBatch;
import dev.followup.ledger.Ledger.DeferredEvent;
import dev.followup.ledger.PlannedWork;
import dev.followup.ledger.TestLedger;
import dev.followup.ledger.memory.InMemoryLedger;
import dev.followup.rule.store.RuleBookStore;
import dev.followup.telemetry.LogCapture;
import dev.followup.webhook.WebhookContent;
import dev.followup.webhook.WebhookReader;
import dev.followup.worker.BatchProcessor;
import dev.followup.worker.WorkerFixture;
import dev.followup.worker.planning.EventEnricher.EnrichmentResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/// Tests of the facts that webhooks lack: they are fetched once for a batch, and events wait if they cannot be.
class EventEnricherTest {

    private static final String RULES = """
            rules:
              - name: call
                when: [incoming-lead.added, lead.status-changed]
                if: { lead.price: { numeric: [">", 0] } }
                then:
                  - create-task:
                      text: "Call {lead.name} of {contact.name.or('nobody')}, {company.name.or('no company')}"
                      due: 1h
                      responsible: owner
            """;

    @RegisterExtension
    final CrmFixture fixture = new CrmFixture();

    private final WorkerFixture workers = fixture.workers();
    private final EventEnricher facts = fixture.enricher();
    private final CrmSessions sessions = fixture.sessions();
    private final Accounts accounts = fixture.accounts();
    private final Clock clock = fixture.clock();

    @TempDir
    Path folder;

    private final SandboxCalls sandbox = fixture.sandbox();
    private final InMemoryInbox inbox = new InMemoryInbox();
    private TestLedger ledger;
    private RuleBookStore books;
    private BatchProcessor processor;

    @BeforeEach
    void begin() throws Exception {
        sandbox.reset();
        ledger = new TestLedger(new InMemoryLedger(clock));
        books = books(RULES);
        processor = processor(books);
    }

    private RuleBookStore books(String rules) throws Exception {
        var file = Files.writeString(folder.resolve("rules.yaml"), rules);
        return new RuleBookStore(TestConfig.with(Map.of("followup.rules", "file:" + file)));
    }

    private BatchProcessor processor(RuleBookStore books) {
        return workers.processor(books, ledger, inbox, TestConfig.with(Map.of()));
    }

    @Test
    void fetches_lead_contact_and_company_once_for_all_events() throws Exception {
        var company = id("companies", "[{\"name\": \"Ltd\"}]");
        var contact = id("contacts", "[{\"name\": \"Anna\"}]");
        var rich = id("leads", """
                [{"name": "Roof", "price": 5, "responsible_user_id": 102,
                  "_embedded": {"contacts": [{"id": %d}], "companies": [{"id": %d}]}}]""".formatted(contact, company));
        var poor = id("leads", "[{\"name\": \"Wall\", \"price\": 5, \"responsible_user_id\": 103}]");
        var unpriced = id("leads", "[{\"name\": \"Idea\"}]");
        var before = gets();
        processor.process(
                batch(incoming(rich), incoming(poor), incoming(unpriced)),
                clock.instant().plusSeconds(20));
        assertThat(sandbox.tasks())
                .extracting(task -> task.get("text").asText() + " " + task.get("responsible_user_id"))
                .containsExactly("Call Roof of Anna, Ltd 102", "Call Wall of nobody, no company 103");
        assertThat(gets() - before).isEqualTo(3 + 1); // leads, contacts, companies; and the tasks for this test
    }

    @Test
    void the_contact_of_a_message_is_who_wrote_it() throws Exception {
        processor = processor(books(RULES.replace("[incoming-lead.added,", "[message.received,")));
        var writer = id("contacts", "[{\"name\": \"Vera\"}]");
        var other = id("contacts", "[{\"name\": \"Anna\"}]");
        var lead = id("leads", """
                [{"name": "Roof", "price": 5, "responsible_user_id": 102, "_embedded": {"contacts": [{"id": %d}]}}]""".formatted(other));
        processor.process(
                batch("message[add][0][id]=first&message[add][0][contact_id]=%d&message[add][0][entity_id]=%d"
                                .formatted(writer, lead)
                        + "&message[add][0][entity_type]=lead&message[add][0][type]=incoming"),
                clock.instant().plusSeconds(20));
        assertThat(sandbox.tasks())
                .extracting(task -> task.get("text").asText())
                .containsExactly("Call Roof of Vera, no company");
    }

    @Test
    void a_fresh_event_waits_a_minute_for_a_lead_that_the_crm_does_not_have_yet() throws Exception {
        processor.process(batch(incoming(4711)), clock.instant().plusSeconds(20));
        assertThat(ledger.state("demo").deferredEvents()).hasSize(1);
        assertThat(ledger.heardEvents("demo", Set.of(heldKey()))).isEmpty();
    }

    private String heldKey() {
        return ledger.state("demo").deferredEvents().getFirst().event().key();
    }

    @Test
    void an_event_is_planned_without_a_lead_that_the_crm_does_not_have_after_a_minute() throws Exception {
        try (var log = LogCapture.open()) {
            processor.process(
                    batchAt(clock.instant().minusSeconds(61), incoming(4711)),
                    clock.instant().plusSeconds(20));
            assertThat(sandbox.tasks()).isEmpty();
            assertThat(ledger.state("demo").deferredEvents()).isEmpty();
            assertThat(log.lines())
                    .filteredOn(line -> line.contains("WARN"))
                    .singleElement()
                    .asString()
                    .contains("leads/4711 incoming-lead.added: planned without facts of leads/4711:"
                            + " the CRM does not have it");
        }
    }

    @Test
    void a_message_before_its_lead_is_answered_when_the_lead_is_there() throws Exception {
        processor = processor(books("""
                zone: Europe/Moscow
                responsible: 101
                rules:
                  - name: answer-in-our-pipeline
                    when: message.received
                    if: { lead.pipeline_id: 9621010 }
                    then:
                      - create-task: { text: "Answer {lead.name}", due: 10m, responsible: owner }
                """));
        var last = id("leads", "[{\"name\": \"Before\"}]");
        var lead = last + 1;
        processor.process(
                batch("message[add][0][id]=first&message[add][0][contact_id]=801&message[add][0][entity_id]="
                        + lead + "&message[add][0][entity_type]=lead&message[add][0][text]=hi"
                        + "&message[add][0][type]=incoming&message[add][0][created_at]="
                        + clock.instant().getEpochSecond()),
                clock.instant().plusSeconds(20));
        assertThat(sandbox.tasks()).isEmpty();
        assertThat(id("leads", "[{\"name\": \"Late\", \"responsible_user_id\": 102}]"))
                .isEqualTo(lead);
        processor.process(
                batch("leads[note][0][note][element_id]=1"), clock.instant().plusSeconds(20));
        assertThat(sandbox.tasks())
                .extracting(task -> task.get("text").asText() + " " + task.get("entity_id"))
                .containsExactly("Answer Late " + lead);
        assertThat(ledger.state("demo").deferredEvents()).isEmpty();
    }

    @Test
    void defers_an_event_until_its_facts_can_be_fetched() throws Exception {
        var lead = id("leads", "[{\"name\": \"Roof\", \"price\": 5, \"responsible_user_id\": 102}]");
        sandbox.call("PUT", "/_sandbox/behaviour", "{\"faults\": [{\"kind\": \"unavailable\", \"share\": 1}]}");
        var reply = processor.process(batch(incoming(lead)), clock.instant().plusSeconds(2));
        assertThat(reply.batchItemFailures()).isEmpty();
        assertThat(ledger.state("demo").deferredEvents()).hasSize(1);
        sandbox.call("PUT", "/_sandbox/behaviour", "{\"faults\": []}");
        processor.process(
                batch("leads[note][0][note][element_id]=1"), clock.instant().plusSeconds(20));
        assertThat(sandbox.tasks())
                .extracting(task -> task.get("text").asText())
                .containsExactly("Call Roof of nobody, no company");
        assertThat(ledger.state("demo").deferredEvents()).isEmpty();
    }

    @Test
    void later_events_of_an_entity_do_not_overtake_a_deferred_one() throws Exception {
        processor = processor(books("""
                rules:
                  - name: first
                    when: incoming-lead.added
                    then: [{ create-task: { text: "First {lead.name}", due: 1h } }]
                  - name: then
                    when: lead.deleted
                    then: [{ create-task: { text: "Then", due: 1h } }]
                """));
        var lead = id("leads", "[{\"name\": \"Roof\", \"price\": 5}]");
        sandbox.call("PUT", "/_sandbox/behaviour", "{\"faults\": [{\"kind\": \"unavailable\", \"share\": 1}]}");
        var deleted = "leads[delete][0][id]=";
        processor.process(
                batch(incoming(lead), deleted + lead, deleted + 4711),
                clock.instant().plusSeconds(2));
        var state = ledger.state("demo");
        assertThat(state.deferredEvents())
                .extracting(deferred -> deferred.event().kind())
                .containsExactly(EventKind.INCOMING_LEAD_ADDED, EventKind.LEAD_DELETED);
        assertThat(state.pendingCommands()).hasSize(1);
        sandbox.call("PUT", "/_sandbox/behaviour", "{\"faults\": []}");
        processor.process(
                batch("leads[note][0][note][element_id]=1"), clock.instant().plusSeconds(20));
        assertThat(ledger.state("demo").deferredEvents()).isEmpty();
        assertThat(sandbox.tasks())
                .filteredOn(task -> task.get("entity_id").asLong() == lead)
                .extracting(task -> task.get("text").asText())
                .containsExactly("First Roof", "Then");
    }

    @Test
    void an_event_waits_for_facts_that_the_crm_refuses() throws Exception {
        try (var crm = fixture.proxy()) {
            crm.refuse(".*", 403, "{\"title\": \"Forbidden\"}");
            var findings = enrich(crm.account(), incoming(501), Duration.ofHours(5));
            assertThat(findings.complete()).isEmpty();
            assertThat(findings.incomplete()).hasSize(1);
            assertThat(findings.missing().values()).containsExactly(new EntityRef(EntityRef.Type.LEADS, 501));
        }
    }

    @Test
    void an_event_is_planned_without_facts_that_the_crm_has_refused_for_hours_while_it_served_others()
            throws Exception {
        try (var crm = fixture.proxy()) {
            crm.refuse(".*", 403, "{\"title\": \"Forbidden\"}");
            var findings = enrich(crm.account(), incoming(501), Duration.ofHours(6));
            assertThat(findings.incomplete()).isEmpty();
            assertThat(findings.complete())
                    .extracting(one -> one.event().facts().whole())
                    .containsExactly(Set.of("lead"));
            assertThat(findings.withoutFacts().values())
                    .singleElement()
                    .asString()
                    .contains("leads/501", "could not be fetched for 6 hours", "answered 403");
        }
    }

    @Test
    void facts_are_waited_for_as_long_as_the_crm_serves_nothing() throws Exception {
        try (var crm = fixture.proxy()) {
            crm.refuse(".*", 403, "<html>blocked</html>");
            assertThat(enrich(crm.account(), incoming(501), Duration.ofHours(60))
                            .incomplete())
                    .hasSize(1);
        }
    }

    /// The facts of an event whose message was stored some time ago.
    private EnrichmentResult enrich(Account account, String body, Duration age) {
        var storedAt = clock.instant().minus(age);
        var event = ((WebhookContent.Events) new WebhookReader().read("demo", body, storedAt))
                .events()
                .getFirst();
        var session = sessions.begin(account, clock.instant().plusSeconds(20));
        return facts.enrich(session, books.of(account), List.of(new PlannableEvent(event, storedAt, null)));
    }

    @Test
    void keeps_the_facts_that_were_fetched_when_time_is_up() throws Exception {
        sandbox.call("PUT", "/_sandbox/behaviour", "{\"latencyMs\": 150}");
        var events = new ArrayList<PlannableEvent>();
        var storedAt = clock.instant().minusSeconds(600);
        for (int i = 0; i < 1500; i++) {
            var content = (WebhookContent.Events) new WebhookReader().read("demo", incoming(100_000 + i), storedAt);
            events.add(new PlannableEvent(content.events().getFirst(), storedAt, null));
        }
        var account = accounts.find("demo").orElseThrow();
        var session = sessions.begin(account, clock.instant().plusMillis(900));
        var first = facts.enrich(session, books.of(account), events);
        assertThat(first.complete().size()).isBetween(100, 1400).matches(size -> size % 100 == 0);
        assertThat(first.complete()).hasSize(1500 - first.incomplete().size());
        assertThat(first.incomplete().getFirst().event().entity())
                .isEqualTo(new EntityRef(
                        EntityRef.Type.LEADS, 100_000 + first.complete().size()));
    }

    @Test
    void waiting_events_make_progress_in_each_invocation_and_a_plain_command_is_sent() throws Exception {
        processor = processor(books(RULES + """
                  - name: plain
                    when: lead.deleted
                    then: [{ create-task: { text: "Plain", due: 1h, responsible: 101 } }]
                """));
        var storedAt = clock.instant().minusSeconds(600);
        var waiting = new ArrayList<DeferredEvent>();
        for (int i = 0; i < 1500; i++) {
            var content = (WebhookContent.Events) new WebhookReader().read("demo", incoming(100_000 + i), storedAt);
            waiting.add(new DeferredEvent(content.events().getFirst(), storedAt));
        }
        ledger.write("demo", new PlannedWork(List.of(), waiting, Set.of(), Map.of(), Set.of(), null));
        sandbox.call("PUT", "/_sandbox/behaviour", "{\"latencyMs\": 150}");
        for (int invocation = 1; invocation <= 2; invocation++) {
            var before = ledger.state("demo").deferredEvents().size();
            processor.process(
                    batch("leads[delete][0][id]=50" + invocation),
                    clock.instant().plusMillis(1500));
            assertThat(ledger.state("demo").deferredEvents()).hasSizeBetween(200, before - 100);
            assertThat(sandbox.tasks()).hasSize(invocation);
        }
    }

    @Test
    void answers_a_digital_pipeline_webhook_like_any_other() throws Exception {
        var lead = id("leads", "[{\"name\": \"Roof\", \"price\": 5, \"responsible_user_id\": 102}]");
        var webhook = "leads[status][0][id]=%d&leads[status][0][status_id]=2&leads[status][0][old_status_id]=1"
                .formatted(lead);
        processor.process(batch(webhook), clock.instant().plusSeconds(20));
        assertThat(sandbox.tasks()).hasSize(1);
    }

    private long id(String entities, String body) throws Exception {
        return sandbox.call("POST", "/api/v4/" + entities, body)
                .at("/_embedded/" + entities + "/0/id")
                .asLong();
    }

    private int gets() throws Exception {
        return sandbox.call("GET", "/_sandbox/stats", "")
                .at("/requests/GET/200")
                .asInt();
    }

    private MessageBatch batch(String... bodies) {
        return batchAt(clock.instant(), bodies);
    }

    private static MessageBatch batchAt(Instant storedAt, String... bodies) {
        return new MessageBatch(List.of(bodies).stream()
                .map(body -> new InboxMessage("m" + body.hashCode(), "demo", body, storedAt))
                .toList());
    }

    private static String incoming(long lead) {
        return "unsorted[add][0][uid]=u%1$d&unsorted[add][0][category]=forms&unsorted[add][0][lead_id]=%1$d"
                .formatted(lead);
    }
}
