package dev.followup.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

/// A generator of events in an account: leads are added, move, return and change their owner. The rules for the
/// sandbox require a task for some events, two for a few, and none for most. The same lead enters the same
/// stage twice, so equal tasks are right.
final class WorkloadGenerator {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int PAGE = 250;
    private static final long PIPELINE = 9_621_010;
    private static final long FIRST = 96_210_101;
    private static final long CONTRACT = 96_210_103;
    private static final long WON = 142;
    private static final long LOST = 143;

    /// A user who must not own tasks.
    static final long DEACTIVATED_USER = 104;

    private final SandboxAccount crm;
    private final Random random;

    private WorkloadGenerator(SandboxAccount crm, Random random) {
        this.crm = crm;
        this.random = random;
    }

    /// Causes events.
    ///
    /// @param events the number of events
    /// @return the webhooks' bodies, in order, one for each event
    static List<String> of(SandboxAccount crm, int events, Random random) throws InterruptedException {
        var webhooks = new CopyOnWriteArrayList<String>();
        try (var listener = new WebhookListener(webhooks::add)) {
            crm.subscribe(listener.address(), List.of("add_lead", "status_lead", "responsible_lead", "add_unsorted"));
            new WorkloadGenerator(crm, random).cause(events);
            while (webhooks.size() < events) {
                Thread.sleep(10);
            }
        }
        return webhooks.stream().map(body -> withDeactivatedOwner(withAccount(body, crm.account()), random)).toList();
    }

    private void cause(int events) throws InterruptedException {
        var twice = events * 5 / 100;
        var incoming = events * 5 / 100;
        var others = events * 20 / 100;
        var leads = add(events - 3 * twice - incoming - others);
        for (int i = 0; i < incoming; i++) {
            crm.call("POST", "/_sandbox/incoming-leads", "{\"category\": \"" + (i % 2 == 0 ? "forms" : "sip") + "\"}");
        }
        var returning = leads.subList(0, twice);
        change(Stream.concat(
                        returning.stream().map(id -> moved(id, CONTRACT)),
                        leads.subList(twice, twice + others).stream().map(this::changed))
                .toList());
        change(returning.stream().map(id -> moved(id, FIRST)).toList());
        nextSecond();
        change(returning.stream().map(id -> moved(id, CONTRACT)).toList());
    }

    private List<Long> add(int leads) throws InterruptedException {
        var all = Stream.generate(this::lead).limit(leads).toList();
        var ids = new ArrayList<Long>();
        for (var page : send("POST", all)) {
            page.path("_embedded").path("leads").forEach(lead -> ids.add(lead.path("id").asLong()));
        }
        return ids;
    }

    private void change(List<ObjectNode> changes) throws InterruptedException {
        send("PATCH", changes);
    }

    /// Calls no faster than the CRM allows: the peak in its statistics is to be the workers'.
    private List<JsonNode> send(String method, List<ObjectNode> items) throws InterruptedException {
        var answers = new ArrayList<JsonNode>();
        for (int from = 0; from < items.size(); from += PAGE) {
            Thread.sleep(200);
            ArrayNode page = JSON.createArrayNode().addAll(items.subList(from, Math.min(from + PAGE, items.size())));
            answers.add(crm.call(method, "/api/v4/leads", page.toString()));
        }
        return answers;
    }

    private ObjectNode lead() {
        var lead = JSON.createObjectNode()
                .put("name", "Lead " + random.nextInt(1_000))
                .put("price", random.nextInt(700_000))
                .put("pipeline_id", PIPELINE)
                .put("status_id", random.nextInt(20) == 0 ? WON : FIRST)
                .put("responsible_user_id", 101);
        if (random.nextInt(20) == 0) {
            lead.putObject("_embedded").putArray("tags").addObject().put("name", "VIP");
        }
        return lead;
    }

    private static ObjectNode moved(long id, long stage) {
        return JSON.createObjectNode().put("id", id).put("status_id", stage);
    }

    private ObjectNode changed(long id) {
        return switch (random.nextInt(3)) {
            case 0 -> moved(id, FIRST + 1);
            case 1 -> moved(id, LOST);
            default -> JSON.createObjectNode().put("id", id).put("responsible_user_id", 102 + random.nextInt(2));
        };
    }

    /// Waits, since two equal changes within one second are one event.
    private static void nextSecond() throws InterruptedException {
        Thread.sleep(1_100);
    }

    /// Puts the account's name in the body: every sandbox has the same.
    private static String withAccount(String body, String account) {
        return body.replace("account%5Bsubdomain%5D=demo", "account%5Bsubdomain%5D=" + account);
    }

    /// Gives some leads to a deactivated user: the CRM refuses their tasks until they are given to another user.
    private static String withDeactivatedOwner(String body, Random random) {
        return random.nextInt(100) == 0
                ? body.replace("%5Bresponsible_user_id%5D=101", "%5Bresponsible_user_id%5D=" + DEACTIVATED_USER)
                : body;
    }
}
