package dev.followup.crm.entity;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.followup.account.Account;
import dev.followup.config.FollowupConfig;
import dev.followup.crm.CrmTest;
import dev.followup.crm.session.CrmSessions;
import dev.followup.devmode.SandboxCalls;
import dev.followup.devmode.SandboxResource;
import dev.followup.event.CrmEvent;
import dev.followup.event.EntityRef;
import dev.followup.webhook.WebhookContent;
import dev.followup.webhook.WebhookReader;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A fetched entity gives the same facts as its webhook, so that rules see no difference.
@QuarkusTest
@QuarkusTestResource(SandboxResource.class)
class FetchedLikeWebhookTest {

    private static final String PARTS = """
            "name": "Ёлка", "custom_fields_values": [
              {"field_id": 77, "values": [{"value": 1700000000}]},
              {"field_code": "PHONE", "values": [{"value": "+7 900 1", "enum_id": 3}, {"value": "+7 900 2"}]}],
            "_embedded": {"tags": [{"name": "VIP"}, {"name": "web"}]""";

    @Inject
    CrmEntities facts;

    @Inject
    CrmSessions sessions;

    @Inject
    FollowupConfig config;

    private final SandboxCalls sandbox = new SandboxCalls();
    private final BlockingQueue<String> webhooks = new LinkedBlockingQueue<>();
    private final HttpServer subscriber =
            HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);

    FetchedLikeWebhookTest() throws IOException {}

    @BeforeEach
    void subscribe() throws Exception {
        subscriber.createContext("/", this::take);
        subscriber.start();
        sandbox.reset();
        sandbox.call("POST", "/api/v4/webhooks", """
                {"destination": "http://localhost:%d/",
                 "settings": ["add_lead", "add_contact", "add_company", "add_unsorted"]}
                """.formatted(
                        subscriber.getAddress().getPort()));
    }

    @AfterEach
    void unsubscribe() {
        subscriber.stop(0);
    }

    @Test
    void a_fetched_lead_equals_the_lead_of_its_webhook() throws Exception {
        add("leads", PARTS + ", \"contacts\": [{\"id\": 71}], \"companies\": [{\"id\": 81}]}, \"price\": 9000");

        var event = receivedEvent();
        var fetched = fetched(EntityRef.Type.LEADS, id(event, "lead"));

        assertThat(fetched).containsAllEntriesOf(document(event, "lead"));
        assertThat(fetched).containsEntry("contact_id", 71L).containsEntry("company_id", 81L);
    }

    @Test
    void a_fetched_contact_or_company_equals_that_of_its_webhook() throws Exception {
        for (var type : List.of(EntityRef.Type.CONTACTS, EntityRef.Type.COMPANIES)) {
            add(type.word(), PARTS + "}");

            var event = receivedEvent();
            var hooked = document(event, type.singular());
            hooked.remove("type");

            assertThat(fetched(type, id(event, type.singular())))
                    .containsAllEntriesOf(hooked)
                    .containsEntry("tags", List.of("VIP", "web"));
        }
    }

    @Test
    void a_fetched_incoming_lead_and_its_contact_equal_those_of_the_webhook() throws Exception {
        sandbox.call("POST", "/_sandbox/incoming-leads", """
                {"category": "forms", "name": "Website request", "price": 9000,
                 "contact": {"name": "Anna", "phone": "+7 900 1"}}""");

        var event = receivedEvent();
        var lead = fetched(EntityRef.Type.LEADS, id(event, "lead"));

        assertThat(document(event, "lead")).containsOnlyKeys("id", "pipeline_id");
        assertThat(lead).containsAllEntriesOf(document(event, "lead"));
        assertThat(lead).containsEntry("name", "Website request").containsEntry("price", 9000L);
        assertThat(lead.get("contact_id"))
                .isInstanceOfSatisfying(
                        Long.class,
                        contact -> assertThat(fetched(EntityRef.Type.CONTACTS, contact))
                                .containsEntry("name", "Anna")
                                .extracting("custom_fields")
                                .isEqualTo(Map.of("PHONE", List.of("+7 900 1"), "5002", List.of("+7 900 1"))));
    }

    private void add(String plural, String fields) throws Exception {
        sandbox.call("POST", "/api/v4/" + plural, "[{" + fields + "}]");
    }

    private void take(HttpExchange exchange) throws IOException {
        try (exchange) {
            if (exchange.getRequestMethod().equals("POST")) {
                webhooks.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            }
            exchange.sendResponseHeaders(200, -1);
        }
    }

    private CrmEvent receivedEvent() throws InterruptedException {
        @Nullable String body = webhooks.poll(10, TimeUnit.SECONDS);
        assertThat(body).as("a webhook").isNotNull();
        return switch (new WebhookReader().read("demo", body, Instant.EPOCH)) {
            case WebhookContent.Events events -> events.events().getFirst();
            case WebhookContent.Refused refused -> throw new AssertionError(refused);
        };
    }

    private static long id(CrmEvent event, String singular) {
        return (Long) event.facts().at(singular + ".id").orElseThrow();
    }

    private static Map<String, Object> document(CrmEvent event, String singular) {
        var document = new HashMap<String, Object>();
        ((Map<?, ?>) event.facts().at(singular).orElseThrow())
                .forEach((name, value) -> document.put(String.valueOf(name), value));
        return document;
    }

    private Map<String, @Nullable Object> fetched(EntityRef.Type type, long id) {
        var host = URI.create(config.crm().host().orElseThrow());
        var found = facts.fetch(
                sessions.begin(new Account("demo", host), Instant.now().plusSeconds(20)), type, Set.of(id));
        return Objects.requireNonNull(CrmTest.all(found).get(id));
    }
}
