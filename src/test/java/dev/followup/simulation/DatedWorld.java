package dev.followup.simulation;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.followup.TestClock;
import dev.followup.account.Account;
import dev.followup.account.Accounts;
import dev.followup.account.token.Token;
import dev.followup.account.token.TokenProvider;
import dev.followup.concurrent.MonotonicClock;
import dev.followup.concurrent.ParallelRunner;
import dev.followup.config.FollowupConfig;
import dev.followup.config.TestConfig;
import dev.followup.crm.directory.CrmDirectory;
import dev.followup.crm.directory.DirectoryApi;
import dev.followup.crm.entity.CrmEntities;
import dev.followup.crm.entity.EntitiesApi;
import dev.followup.crm.eventlog.CrmEventLog;
import dev.followup.crm.eventlog.EventsApi;
import dev.followup.crm.session.CrmSessions;
import dev.followup.crm.session.Page;
import dev.followup.crm.task.CrmTasks;
import dev.followup.crm.task.TaskReceipts;
import dev.followup.crm.task.TaskRequest;
import dev.followup.crm.task.TasksApi;
import dev.followup.crm.webhook.SimulatedWebhooks;
import dev.followup.inbox.BatchResponse;
import dev.followup.inbox.InboxMessage;
import dev.followup.inbox.MessageBatch;
import dev.followup.inbox.MessageSource;
import dev.followup.inbox.RecordingInbox;
import dev.followup.inbox.Tick;
import dev.followup.ledger.Ledger;
import dev.followup.ledger.LedgerUnavailableException;
import dev.followup.ledger.dynamodb.TableModel;
import dev.followup.rule.store.RuleBookStore;
import dev.followup.simulation.DatedHistory.Made;
import dev.followup.simulation.DatedHistory.State;
import dev.followup.simulation.SimulatedInvocation.Killed;
import dev.followup.telemetry.Metrics;
import dev.followup.worker.BatchProcessor;
import dev.followup.worker.WorkerFixture;
import dev.followup.worker.planning.EventEnricher;
import dev.followup.worker.recovery.IncomingLeadFilter;
import jakarta.ws.rs.ProcessingException;
import jakarta.ws.rs.core.MultivaluedMap;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A world of leads with meetings, in virtual time: days in which leads are added, moved, changed and deleted,
/// also between two pages of a walk, and in which webhooks come late, twice, out of order or never. The worker, the
/// rules and the ledger's logic are the production's; the table loses answers, the CRM is away now and then, and
/// invocations are killed.
final class DatedWorld implements EntitiesApi, TasksApi {

    static final Instant BEGIN = Instant.parse("2026-11-23T08:00:00Z");

    private static final long FIRST_LEAD = 1000;
    private static final Duration VISIBILITY = Duration.ofMinutes(3);
    private static final Duration LATENCY = Duration.ofMillis(1_700);
    private static final ObjectMapper JSON = new ObjectMapper();

    private static final FollowupConfig CONFIG = TestConfig.with(Map.of(
            "followup.crm.host", "demo.amocrm.ru",
            "followup.crm.token", "simulated",
            "followup.recover-missed-events", "false",
            "followup.rules", "classpath:simulation/dates.yaml"));

    /// One thread alone: what happens follows from the seed.
    private static final ParallelRunner ONE_AFTER_ANOTHER = new ParallelRunner() {
        @Override
        public <T> List<Future<T>> run(List<? extends Callable<T>> tasks, int atOnce) {
            return tasks.stream().map(DatedWorld::<T>done).toList();
        }
    };

    private static final Accounts ACCOUNTS = new Accounts(CONFIG);
    private static final RuleBookStore BOOKS = new RuleBookStore(CONFIG);

    private final Instant end;
    private final DatedHistory history = new DatedHistory();
    private final Set<String> reached;
    private final Random random;
    private final TestClock clock = new TestClock(BEGIN);
    private final Map<Long, ObjectNode> leads = new TreeMap<>();
    private final PriorityQueue<Timed> changes = new PriorityQueue<>();
    private final List<InboxMessage> inbox = new ArrayList<>();
    private final PriorityQueue<Instant> nearFrom = new PriorityQueue<>();
    private final TableModel table;
    private final Map<Long, ObjectNode> tasks = new TreeMap<>();
    private BatchProcessor processor;
    private Instant hiddenUntil = BEGIN;
    private boolean isKilled;
    private long lastLead = FIRST_LEAD;
    private long lastTask = 9000;
    private int messages;
    private Instant troubledUntil = BEGIN;

    /// Something that happens at a time.
    private record Timed(Instant at, Runnable what) implements Comparable<Timed> {

        @Override
        public int compareTo(Timed other) {
            return at.compareTo(other.at);
        }
    }

    /// @param length how long it lasts
    /// @param forgotten the keys of items that the table does not keep: none in a world without a bug
    /// @param reached receives what the world has come across
    DatedWorld(long seed, Duration length, Predicate<String> forgotten, Set<String> reached) {
        this.end = BEGIN.plus(length);
        this.random = new Random(seed);
        this.reached = reached;
        this.table = new TableModel(new LosingLink(forgotten));
        this.processor = processor(table.ledger(clock));
    }

    private BatchProcessor processor(Ledger ledger) {
        var time = new VirtualClock();
        var metrics = new Metrics();
        TokenProvider tokens = new SimulatedTokens();
        var tasks = new CrmTasks(this, CONFIG, ONE_AFTER_ANOTHER);
        var entities = new CrmEntities(this);
        var fixture = new WorkerFixture(
                ACCOUNTS,
                tokens,
                tasks,
                SimulatedWebhooks.of(new UnusedClients()),
                new CrmDirectory(new UnusedClients().of(DirectoryApi.class)),
                new CrmEventLog(new UnusedClients().of(EventsApi.class)),
                new IncomingLeadFilter(entities),
                new EventEnricher(entities, clock),
                entities,
                new CrmSessions(CONFIG, clock, time),
                clock,
                time,
                ONE_AFTER_ANOTHER,
                metrics);
        return fixture.processor(BOOKS, ledger, new RecordingInbox(), CONFIG);
    }

    private static <T> Future<T> done(Callable<T> task) {
        var future = new FutureTask<T>(task);
        future.run();
        return future;
    }

    /// Lives through its days.
    ///
    /// @return what must not be
    List<String> run() throws InterruptedException {
        for (int i = 0; i < 255; i++) {
            addLead(BEGIN.minus(Duration.ofHours(random.nextInt(200))), false);
        }
        for (int i = 0; i < 150; i++) {
            var at = BEGIN.plusSeconds(
                    random.nextLong(Duration.between(BEGIN, end).toSeconds()));
            changes.add(new Timed(at, random.nextInt(4) == 0 ? () -> addLead(at, true) : this::changeSomeLead));
        }
        for (var walk : Stream.concat(walks().stream(), slots().stream()).toList()) {
            for (int i = 0; i < 6; i++) { // while walks are under way
                changes.add(new Timed(walk.plusMillis(random.nextInt(12_000)), this::changeSomeLead));
            }
        }
        for (var minute = BEGIN; minute.isBefore(end); minute = minute.plusSeconds(60)) {
            if (isWalked(minute) || (isFifth(minute) && isBusy(minute))) {
                pass(minute);
                process(minute);
            }
        }
        pass(end);
        return new DateModel(history, walks(), slots(), end, reached).violations();
    }

    private List<Instant> walks() {
        return Stream.iterate(BEGIN, walk -> walk.isBefore(end), walk -> walk.plus(Duration.ofDays(7)))
                .toList();
    }

    private List<Instant> slots() {
        return Stream.iterate(BEGIN.plus(Duration.ofHours(1)), slot -> slot.plus(Duration.ofDays(1)))
                .takeWhile(slot -> slot.isBefore(end))
                .toList();
    }

    private boolean isWalked(Instant minute) {
        return Stream.concat(walks().stream(), slots().stream())
                .anyMatch(begin -> !minute.isBefore(begin) && minute.isBefore(begin.plus(Duration.ofMinutes(5))));
    }

    /// Nothing is late by five minutes, and a world of nine days has many minutes.
    private static boolean isFifth(Instant minute) {
        return minute.getEpochSecond() % 300 == 0;
    }

    /// Whether a webhook has come, a meeting is near, or something failed a while ago. Other ticks would find
    /// nothing.
    private boolean isBusy(Instant minute) {
        pass(minute);
        boolean isNear = false;
        while (!nearFrom.isEmpty() && !nearFrom.peek().isAfter(minute)) {
            nearFrom.remove();
            isNear = true;
        }
        return isNear
                || minute.isBefore(troubledUntil)
                || inbox.stream().anyMatch(message -> !message.sentAt().isAfter(minute));
    }

    private void trouble(String mark) {
        reached.add(mark);
        troubledUntil = clock.instant().plus(DateModel.MARGIN);
    }

    private void process(Instant minute) throws InterruptedException {
        if (minute.isBefore(hiddenUntil)) {
            return;
        }
        var due = inbox.stream()
                .filter(message -> !message.sentAt().isAfter(minute))
                .limit(MessageBatch.MOST - 1)
                .toList();
        inbox.removeAll(due);
        var tick =
                new InboxMessage("tick " + minute, "demo", new Tick(minute).body(), minute).from(MessageSource.CLOCK);
        var response = response(
                new MessageBatch(Stream.concat(due.stream(), Stream.of(tick)).toList()));
        if (isKilled) {
            trouble("killed");
            isKilled = false;
            inbox.addAll(due);
            hiddenUntil = clock.instant().plus(VISIBILITY);
            processor = processor(table.ledger(clock));
            return;
        }
        for (var failure : response.batchItemFailures()) {
            trouble("messages came again");
            due.stream()
                    .filter(message -> message.id().equals(failure.itemIdentifier()))
                    .forEach(inbox::add);
        }
    }

    private BatchResponse response(MessageBatch batch) throws InterruptedException {
        try {
            return processor.process(batch, clock.instant().plusSeconds(40));
        } catch (Killed _) {
            return BatchResponse.again(List.of());
        }
    }

    /// A step of an invocation, at which it may be killed. What is killed does nothing any more.
    private void step() {
        isKilled |= random.nextInt(300) == 0;
        if (isKilled) {
            throw new Killed();
        }
    }

    /// Lets time pass, with what happens meanwhile.
    private void pass(Instant until) {
        while (!changes.isEmpty() && !changes.peek().at.isAfter(until)) {
            var change = changes.remove();
            if (change.at.isAfter(clock.instant())) {
                clock.set(change.at);
            }
            change.what.run();
        }
        if (until.isAfter(clock.instant())) {
            clock.set(until);
        }
    }

    private void addLead(Instant at, boolean isReported) {
        long id = ++lastLead;
        var lead = JSON.createObjectNode()
                .put("id", id)
                .put("name", "L" + id)
                .put("responsible_user_id", 101)
                .put("status_id", random.nextInt(3) == 0 ? DateModel.STAGE : 11)
                .put("created_at", at.getEpochSecond());
        leads.put(id, lead);
        change(lead, at, someMeeting(), isReported);
    }

    private @Nullable Instant someMeeting() {
        return random.nextInt(4) == 0
                ? null
                : clock.instant()
                        .truncatedTo(ChronoUnit.SECONDS)
                        .plusSeconds(random.nextLong(
                                random.nextInt(3) == 0
                                        ? 4 * 3600
                                        : Duration.ofDays(9).toSeconds()))
                        .plusSeconds(60);
    }

    private void changeSomeLead() {
        var lead = List.copyOf(leads.values()).get(random.nextInt(leads.size()));
        var now = clock.instant();
        long id = lead.path("id").asLong();
        var states = history.states(id);
        if (Duration.between(states.getLast().from(), now).toMinutes() < 2) {
            return; // the CRM's clock tells seconds apart, and webhooks of one second are equal
        }
        switch (random.nextInt(10)) {
            case 0, 1 -> {
                leads.remove(id);
                history.add(id, new State(now, null, 0, false, null));
            }
            case 2, 3 -> {
                lead.put("status_id", lead.path("status_id").asInt() == DateModel.STAGE ? 11 : DateModel.STAGE);
                change(lead, now, meeting(lead), true);
            }
            case 4 -> change(lead, now, meeting(lead), true); // another field
            case 5 ->
                change(lead, now, states.get(random.nextInt(states.size())).meeting(), true); // back
            default -> change(lead, now, someMeeting(), true);
        }
    }

    private static @Nullable Instant meeting(ObjectNode lead) {
        var value = lead.at("/custom_fields_values/0/values/0/value");
        return value.isMissingNode() ? null : Instant.ofEpochSecond(value.asLong());
    }

    private void change(ObjectNode lead, Instant at, @Nullable Instant meeting, boolean isReported) {
        lead.put("updated_at", at.getEpochSecond());
        lead.remove("custom_fields_values");
        if (meeting != null) {
            var field = lead.putArray("custom_fields_values").addObject().put("field_id", 78);
            field.putArray("values").addObject().put("value", meeting.getEpochSecond());
            nearFrom.add(meeting.minus(DateModel.BEFORE));
        }
        var heardAt = isReported && random.nextInt(5) > 0 ? at.plusSeconds(random.nextInt(600)) : null;
        if (heardAt != null) {
            report(lead, meeting, heardAt);
            if (random.nextInt(10) == 0) {
                report(lead, meeting, heardAt.plusSeconds(1200));
            }
        }
        var heardWithField = meeting == null ? null : heardAt;
        history.add(
                lead.path("id").asLong(),
                new State(at, meeting, lead.path("status_id").asInt(), true, heardWithField));
    }

    private void report(ObjectNode lead, @Nullable Instant meeting, Instant at) {
        var body =
                "leads[update][0][id]=%1$d&leads[update][0][name]=L%1$d&leads[update][0][status_id]=%2$d&leads[update][0][created_at]=%3$d&leads[update][0][updated_at]=%4$d"
                        .formatted(
                                lead.path("id").asLong(),
                                lead.path("status_id").asInt(),
                                lead.path("created_at").asLong(),
                                lead.path("updated_at").asLong());
        var field = meeting == null
                ? ""
                : "&leads[update][0][custom_fields][0][id]=78&leads[update][0][custom_fields][0][values][0]="
                        + meeting.getEpochSecond();
        inbox.add(new InboxMessage("webhook " + ++messages, "demo", body + field, at));
    }

    @Override
    public @Nullable Page<JsonNode> list(URI host, String plural, MultivaluedMap<String, String> query) {
        step();
        pass(clock.instant().plus(LATENCY));
        if (random.nextInt(60) == 0) {
            trouble("the CRM is away");
            throw new ProcessingException("away");
        }
        var ids = query.getOrDefault("filter[id][]", List.of());
        if (!ids.isEmpty()) {
            return page(
                    "leads",
                    leads.values().stream()
                            .filter(lead -> ids.contains(lead.path("id").asText()))
                            .toList(),
                    true);
        }
        int limit = Integer.parseInt(String.valueOf(query.getFirst("limit")));
        int skipped = (Integer.parseInt(String.valueOf(query.getFirst("page"))) - 1) * limit;
        var shown = leads.values().stream().skip(skipped).limit(limit).toList();
        return page("leads", shown, skipped + limit >= leads.size());
    }

    private static @Nullable Page<JsonNode> page(String plural, List<ObjectNode> items, boolean isLast) {
        if (items.isEmpty()) {
            return null;
        }
        var next = isLast ? "" : ",\"next\":{\"href\":\"x?page=2\"}";
        return read(
                "{\"_links\":{\"self\":{\"href\":\"x\"}%s},\"_embedded\":{\"%s\":%s}}".formatted(next, plural, items));
    }

    private static Page<JsonNode> read(String json) {
        try {
            return JSON.readValue(json, new TypeReference<>() {});
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(json, e);
        }
    }

    @Override
    public @Nullable JsonNode account(URI host) {
        return JSON.createObjectNode().put("current_user_id", 101);
    }

    @Override
    public @Nullable Page<JsonNode> pipelines(URI host) {
        return null;
    }

    @Override
    public @Nullable Page<JsonNode> list(URI host, MultivaluedMap<String, String> query) {
        step();
        pass(clock.instant().plusMillis(100));
        var since = Long.parseLong(String.valueOf(query.getFirst("filter[updated_at]")));
        var shown = tasks.values().stream()
                .filter(task -> task.path("updated_at").asLong() >= since)
                .toList();
        return page("tasks", shown, true);
    }

    @Override
    public TaskReceipts add(URI host, List<TaskRequest> tasks) {
        step();
        pass(clock.instant().plusMillis(100));
        var receipts = new ArrayList<String>();
        for (var task : tasks) {
            history.tasks.add(new Made(
                    clock.instant(),
                    task.entityId() == null ? 0 : task.entityId(),
                    String.valueOf(task.text()),
                    Instant.ofEpochSecond(task.completeTill() == null ? 0 : task.completeTill())));
            keep(++lastTask, task);
            receipts.add("{\"id\":%d,\"request_id\":\"%s\"}".formatted(lastTask, task.requestId()));
        }
        step();
        try {
            return JSON.readValue("{\"_embedded\":{\"tasks\":" + receipts + "}}", TaskReceipts.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private void keep(long id, TaskRequest task) {
        tasks.put(
                id,
                JSON.createObjectNode()
                        .put("id", id)
                        .put("text", task.text())
                        .put("entity_id", task.entityId())
                        .put("entity_type", task.entityType())
                        .put("complete_till", task.completeTill())
                        .put("task_type_id", 1)
                        .put("responsible_user_id", 101)
                        .put("is_completed", false)
                        .put("created_by", 101)
                        .put("updated_by", 101)
                        .put("created_at", clock.instant().getEpochSecond())
                        .put("updated_at", clock.instant().getEpochSecond()));
    }

    @Override
    public TaskReceipts edit(URI host, List<TaskRequest> tasks) {
        throw new UnsupportedOperationException("no rule changes tasks");
    }

    @Override
    public TaskReceipts editOne(URI host, long id, TaskRequest task) {
        throw new UnsupportedOperationException("no rule changes tasks");
    }

    /// The way to the table, on which a call or its answer gets lost.
    private final class LosingLink implements TableModel.Link {

        private final Predicate<String> forgotten;

        LosingLink(Predicate<String> forgotten) {
            this.forgotten = forgotten;
        }

        @Override
        public <T> T call(String what, Supplier<T> call) {
            step();
            int fate = random.nextInt(200);
            if (fate == 0) {
                trouble("a call to the table is lost");
                throw new LedgerUnavailableException("lost", null);
            }
            var answer = call.get();
            if (fate == 1) {
                trouble("an answer of the table is lost");
                throw new LedgerUnavailableException("the answer is lost", null);
            }
            step();
            return answer;
        }

        @Override
        public boolean isForgotten(String key) {
            return forgotten.test(key);
        }
    }

    private static final class SimulatedTokens implements TokenProvider {

        @Override
        public Token token(Account account) {
            return new Token("simulated");
        }
    }

    /// Clients that nobody uses in this world.
    private static final class UnusedClients implements SimulatedWebhooks.ClientFactory {

        @Override
        public <T> T of(Class<T> api) {
            return api.cast(Proxy.newProxyInstance(api.getClassLoader(), new Class<?>[] {api}, (_, method, _) -> {
                throw new ProcessingException("nobody answers " + method.getName());
            }));
        }
    }

    private final class VirtualClock implements MonotonicClock {

        @Override
        public long nanos() {
            return Duration.between(BEGIN, clock.instant()).toNanos();
        }

        @Override
        public void sleep(Duration length) {
            pass(clock.instant().plus(length));
        }
    }
}
