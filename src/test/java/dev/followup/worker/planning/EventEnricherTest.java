package dev.followup.worker.planning;

import static org.assertj.core.api.Assertions.assertThat;

import dev.followup.config.TestConfig;
import dev.followup.crm.session.CrmSessions;
import dev.followup.devmode.SandboxCalls;
import dev.followup.devmode.SandboxResource;
import dev.followup.event.CrmEvent;
import dev.followup.event.EventKind;
import dev.followup.inbox.InMemoryInbox;
import dev.followup.inbox.InboxMessage;
import dev.followup.inbox.MessageBatch;
import dev.followup.ledger.memory.InMemoryLedger;
import dev.followup.rule.store.RuleBookStore;
import dev.followup.sandbox.SandboxProxy;
import dev.followup.telemetry.LogCapture;
import dev.followup.webhook.WebhookContent;
import dev.followup.webhook.WebhookReader;
import dev.followup.worker.BatchProcessor;
import dev.followup.worker.WorkerFixture;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Tests of the facts that webhooks lack: they are fetched once for a batch, and events wait if they cannot be.
@QuarkusTest
@QuarkusTestResource(SandboxResource.class)
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

    @Inject
    WorkerFixture workers;

    @Inject
    EventEnricher facts;

    @Inject
    CrmSessions sessions;

    @Inject
    Clock clock;

    @TempDir
    Path folder;

    private final SandboxCalls sandbox = new SandboxCalls();
    private final InMemoryInbox inbox = new InMemoryInbox();
    private InMemoryLedger ledger;
    private RuleBookStore books;
    private BatchProcessor processor;

    @BeforeEach
    void begin() throws Exception {
        sandbox.reset();
        ledger = new InMemoryLedger(clock);
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
    void plans_an_event_without_facts_that_the_crm_does_not_have() throws Exception {
        processor.process(batch(incoming(4711)), clock.instant().plusSeconds(20));
        assertThat(sandbox.tasks()).isEmpty();
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
                .extracting(CrmEvent::kind)
                .containsExactly(EventKind.INCOMING_LEAD_ADDED, EventKind.LEAD_DELETED);
        assertThat(state.pendingCommands()).hasSize(1);
        sandbox.call("PUT", "/_sandbox/behaviour", "{\"faults\": []}");
        processor.process(batch(incoming(4712)), clock.instant().plusSeconds(20));
        assertThat(ledger.state("demo").deferredEvents()).isEmpty();
        assertThat(sandbox.tasks())
                .filteredOn(task -> task.get("entity_id").asLong() == lead)
                .extracting(task -> task.get("text").asText())
                .containsExactly("First Roof", "Then");
    }

    @Test
    void leaves_out_facts_that_the_crm_refuses_and_logs_it() throws Exception {
        try (var crm = new SandboxProxy();
                var log = LogCapture.open()) {
            crm.refuse(".*", 403, "{\"title\": \"Forbidden\"}");
            var account = crm.account();
            var event = ((WebhookContent.Events) new WebhookReader().read("demo", incoming(501), clock.instant()))
                    .events()
                    .getFirst();
            var session = sessions.begin(account, clock.instant().plusSeconds(20));
            var findings = facts.enrich(session, books.of(account), List.of(event));
            assertThat(findings.incomplete()).isEmpty();
            assertThat(findings.complete()).containsExactly(event.knowing("lead", Map.of()));
            assertThat(log.lines())
                    .filteredOn(line -> line.contains("WARN"))
                    .singleElement()
                    .asString()
                    .contains(
                            "planned without facts of their leads: the CRM refused them: GET /api/v4/leads answered 403 (Forbidden)");
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
        return new MessageBatch(List.of(bodies).stream()
                .map(body -> new InboxMessage("m" + body.hashCode(), "demo", body, clock.instant()))
                .toList());
    }

    private static String incoming(long lead) {
        return "unsorted[add][0][uid]=u%1$d&unsorted[add][0][category]=forms&unsorted[add][0][lead_id]=%1$d"
                .formatted(lead);
    }
}
