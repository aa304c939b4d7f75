package dev.followup.benchmark.coldstart;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.followup.chaos.ChaosTimeouts;
import dev.followup.chaos.LocalCloud;
import dev.followup.chaos.SandboxAccount;
import dev.followup.ledger.dynamodb.LocalTable;
import dev.followup.rule.SandboxRules;
import java.io.IOException;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/// The environment of all contenders: the cloud, a CRM without limits, and webhooks of new leads, nine to a
/// batch. Of a full batch, which has ten, Followup leaves the sending to the next invocation.
final class BenchmarkEnvironment implements AutoCloseable {

    /// The batches until an instance counts as warm, and those that are measured then.
    static final int GETTING_WARM = 100;

    static final int WARM = 50;

    private static final int BATCH = 9;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final SandboxAccount crm = new SandboxAccount("demo");
    private final LocalCloud cloud = new LocalCloud(ChaosTimeouts.OF_CALM.visibility());
    private final TimingProxy crmProxy = new TimingProxy(crm.address());
    private final TimingProxy tableProxy = new TimingProxy(LocalTable.SERVER);

    BenchmarkEnvironment() throws IOException {
        clear();
    }

    /// The variables of a function.
    Map<String, String> environment() {
        var environment = new HashMap<>(cloud.environment());
        environment.putAll(Map.of(
                "AWS_ENDPOINT_URL_DYNAMODB", tableProxy.address().toString(),
                "CRM_TOKEN", "sandbox",
                "FOLLOWUP_RULES", SandboxRules.location(),
                "AWS_LAMBDA_FUNCTION_NAME", "bench"));
        return environment;
    }

    URI crm() {
        return crmProxy.address();
    }

    /// Resets the CRM: many tasks slow the sandbox down.
    void clear() {
        crm.call("POST", "/_sandbox/reset", "");
        crm.behave("{\"requestsPerSecond\": 0}");
    }

    /// A batch of webhooks, each of a new lead.
    String batch() throws InterruptedException {
        var event = JSON.createObjectNode();
        var records = event.putArray("Records");
        crm.addLeads(BATCH).forEach(lead -> {
            var record = records.addObject()
                    .put("messageId", UUID.randomUUID().toString())
                    .put("receiptHandle", "made-up")
                    .put("body", webhook(lead))
                    .put("eventSource", "aws:sqs")
                    .put("eventSourceARN", "arn:aws:sqs:eu-central-1:123456789012:inbox.fifo")
                    .put("awsRegion", "eu-central-1");
            record.putObject("attributes")
                    .put("ApproximateReceiveCount", "1")
                    .put("SentTimestamp", Long.toString(System.currentTimeMillis()))
                    .put("MessageGroupId", crm.account());
            record.putObject("messageAttributes")
                    .putObject("source")
                    .put("stringValue", "webhook")
                    .put("dataType", "String");
        });
        return event.toString();
    }

    /// The calls since the last time.
    Collection<TimingProxy.Call> calls() {
        var calls = new ArrayList<>(crmProxy.take());
        calls.addAll(tableProxy.take());
        return calls;
    }

    /// A counter in front of the table.
    CapacityCounter capacityCounter() {
        return new CapacityCounter(LocalTable.SERVER);
    }

    /// The number of requests to the CRM since the last time.
    int takeCrmRequests() {
        return crmProxy.takeRequests();
    }

    /// @throws IllegalStateException unless this number of batches has become tasks
    void check(int batches) {
        int tasks = crm.stats().at("/tasks/total").asInt();
        if (tasks != batches * BATCH) {
            throw new IllegalStateException(tasks + " tasks of " + batches + " batches");
        }
    }

    @Override
    public void close() {
        crmProxy.close();
        tableProxy.close();
        cloud.close();
        crm.close();
    }

    private static String webhook(long lead) {
        var item = "leads%5Badd%5D%5B0%5D%5B";
        return item + "id%5D=" + lead + "&" + item + "name%5D=Website+request+" + lead + "&" + item
                + "status_id%5D=9621020&" + item + "price%5D=60000&" + item + "responsible_user_id%5D=101&" + item
                + "pipeline_id%5D=9621010&" + item + "created_at%5D=" + Instant.now().getEpochSecond()
                + "&account%5Bsubdomain%5D=demo";
    }
}
