package dev.followup.worker.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.followup.account.Account;
import dev.followup.concurrent.MonotonicClock;
import dev.followup.concurrent.ParallelRunner;
import dev.followup.config.TestConfig;
import dev.followup.crm.entity.CrmEntities;
import dev.followup.crm.entity.EntitiesApi;
import dev.followup.crm.session.CrmFailure;
import dev.followup.crm.session.CrmSessions;
import dev.followup.crm.session.Page;
import dev.followup.crm.task.CrmTasks;
import dev.followup.crm.task.ListedTasks;
import dev.followup.event.EntityRef;
import dev.followup.inbox.InboxMessage;
import dev.followup.inbox.MessageSource;
import dev.followup.inbox.Tick;
import dev.followup.ledger.Walk;
import dev.followup.rule.store.RuleBookStore;
import dev.followup.task.TaskAddition;
import dev.followup.task.TaskType;
import dev.followup.telemetry.LogCapture;
import dev.followup.worker.intake.DecodedMessage.ClockTick;
import jakarta.ws.rs.core.MultivaluedMap;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Walks through a list that changes meanwhile.
class WalkingTimeTest {

    private static final Instant NINE = Instant.parse("2026-11-20T06:00:00Z");

    private static final String RULES = """
            zone: Europe/Moscow
            rules:
              - name: old-leads
                every: "0 9 * * *"
                leads: { created-before: 1d, stage: 10 }
                limit: 1000
                then: [{ create-task: { text: "{lead.name}", due: 1h } }]
              - name: no-next-step
                every: "0 9 * * *"
                leads: { without-task: any, stage: 10 }
                then: [{ create-task: { text: "{lead.name}", due: 1h } }]
              - name: no-meeting
                every: "0 9 * * *"
                leads: { without-task: meeting, stage: 10 }
                then: [{ create-task: { text: "{lead.name}", due: 1h } }]
            """;

    @TempDir
    Path folder;

    private final ChangingList crm = new ChangingList();
    private List<TaskAddition> additions = List.of();
    private EntityWalker walker;
    private CrmSessions sessions;

    @BeforeEach
    void begin() throws IOException {
        var file = Files.writeString(folder.resolve("rules.yaml"), RULES);
        var config = TestConfig.with(Map.of("followup.rules", "file:" + file));
        var books = new RuleBookStore(config);
        var entities = new CrmEntities(crm);
        var tasks = new CrmTasks(new NoTasks(), config, ParallelRunner.VIRTUAL_THREADS);
        sessions = new CrmSessions(config, Clock.systemUTC(), MonotonicClock.SYSTEM);
        walker = new EntityWalker(books, entities, tasks, new PersonEvents(entities));
    }

    @Test
    void finds_each_lead_once() {
        crm.add(900);
        assertThat(walk()).containsExactlyElementsOf(crm.ids);
        assertThat(crm.calls).isEqualTo(4);
    }

    @Test
    void leads_that_are_deleted_meanwhile_hide_no_others() {
        crm.add(1000);
        var first = List.copyOf(crm.ids).subList(0, 400);
        crm.afterCall(1, () -> crm.ids.removeAll(first));
        var found = walk();
        assertThat(found).doesNotHaveDuplicates().containsAll(crm.ids);
    }

    @Test
    void leads_that_are_deleted_and_added_at_random_hide_no_others() {
        for (int seed = 0; seed < 100; seed++) {
            crm.reset();
            crm.add(700);
            var random = new Random(seed);
            crm.afterEachCall(() -> {
                var ids = new ArrayList<>(crm.ids);
                for (int i = random.nextInt(120); i > 0; i--) {
                    crm.ids.remove(ids.get(random.nextInt(ids.size())));
                }
                crm.add(random.nextInt(20));
            });
            var before = new HashSet<>(crm.ids);
            var found = walk();
            before.retainAll(crm.ids);
            assertThat(found).as("seed %s", seed).doesNotHaveDuplicates().containsAll(before);
        }
    }

    @Test
    void a_lead_whose_task_was_added_just_before_is_not_without_a_task_though_the_crm_does_not_show_it_yet() {
        crm.add(3);
        long second = List.copyOf(crm.ids).get(1);
        additions = List.of(
                new TaskAddition(9001, new EntityRef(EntityRef.Type.LEADS, second), TaskType.FOLLOW_UP, Instant.now()));
        assertThat(walk(Walk.begin("no-next-step", NINE))).hasSize(2).doesNotContain(second);
        assertThat(walk(Walk.begin("no-meeting", NINE))).containsExactlyElementsOf(crm.ids);
    }

    @Test
    void ends_when_all_leads_are_deleted_meanwhile() {
        crm.add(600);
        crm.afterCall(2, crm.ids::clear);
        walk();
        assertThat(crm.ids).isEmpty();
    }

    @Test
    void what_a_limit_leaves_is_counted() {
        crm.add(1300);
        var walk = Walk.begin("old-leads", NINE);
        try (var log = LogCapture.of(WalkPortion.class)) {
            assertThat(walk(walk)).hasSize(1000);
            assertThat(log.lines())
                    .last()
                    .asString()
                    .isEqualTo("ERROR demo: rule old-leads reached its limit of 1000 events for its run of"
                            + " 2026-11-20T06:00:00Z: it ignores 300 more leads that it found. Raise limit if this is"
                            + " intended, else narrow the search");
        }
    }

    @Test
    void a_limit_that_was_lowered_meanwhile_ends_what_a_walk_finds() {
        crm.add(300);
        var walk = Walk.begin("old-leads", NINE).and(1200, 0);
        assertThat(walk(walk)).isEmpty();
    }

    @Test
    void a_list_that_is_not_sorted_by_ids_is_not_walked() {
        crm.add(300);
        crm.isReversed = true;
        assertFails(
                "demo: rule old-leads of 2026-11-20T06:00:00Z is deferred to the next tick: the list of leads cannot be"
                        + " read page by page: the CRM does not sort them by their ids");
    }

    @Test
    void a_list_without_pages_is_not_walked_for_ever() {
        crm.add(300);
        crm.hasOnePageOnly = true;
        assertFails(
                "demo: rule old-leads of 2026-11-20T06:00:00Z is deferred to the next tick: the list of leads cannot be"
                        + " read page by page: the CRM hands out the same page again and again");
    }

    @Test
    void a_rule_that_the_book_has_no_more_ends_its_walk() {
        try (var log = LogCapture.of(WalkPortion.class)) {
            assertThat(walk(Walk.begin("gone", NINE))).isEmpty();
            assertThat(log.lines())
                    .containsExactly(
                            "INFO demo: the run of rule gone of 2026-11-20T06:00:00Z ends, since the rule book has"
                                    + " no such search any more");
        }
    }

    private void assertFails(String line) {
        try (var log = LogCapture.of(CrmFailure.class)) {
            var walk = Walk.begin("old-leads", NINE);
            for (boolean goesOn = true; goesOn; ) {
                var portion = time().next(walk);
                walk = portion.walk();
                goesOn = portion.goesOn();
            }
            assertThat(walk.isOver()).isFalse();
            assertThat(log.lines()).containsExactly("WARN " + line);
        }
    }

    private List<Long> walk() {
        return walk(Walk.begin("old-leads", NINE));
    }

    /// The ids of the leads that a walk finds, each portion at another tick.
    private List<Long> walk(Walk begun) {
        var found = new ArrayList<Long>();
        for (var walk = begun; !walk.isOver(); ) {
            var portion = time().next(walk);
            portion.events().stream()
                    .map(received -> received.event().entity())
                    .flatMap(Stream::ofNullable)
                    .map(EntityRef::id)
                    .forEach(found::add);
            portion.log("demo");
            walk = portion.walk();
        }
        return found;
    }

    private WalkingTime time() {
        var session = sessions.begin(
                new Account("demo", URI.create("http://localhost:1")),
                Instant.now().plusSeconds(20));
        var tick = new Tick(NINE);
        return walker.begin(
                session,
                new ClockTick(new InboxMessage("tick", "demo", tick.body(), NINE).from(MessageSource.CLOCK), tick),
                additions);
    }

    /// A list of leads, as the CRM hands it out.
    private static final class ChangingList implements EntitiesApi {

        private static final ObjectMapper JSON = new ObjectMapper();

        final TreeSet<Long> ids = new TreeSet<>();
        private long lastId = 100;
        int calls;
        private int call;
        private Runnable change = () -> {};
        boolean isReversed;
        boolean hasOnePageOnly;

        void reset() {
            ids.clear();
            calls = 0;
        }

        void add(int count) {
            LongStream.range(0, count).forEach(_ -> ids.add(lastId += 3));
        }

        void afterCall(int number, Runnable action) {
            call = number;
            change = action;
        }

        void afterEachCall(Runnable action) {
            call = 0;
            change = action;
        }

        @Override
        public @Nullable Page<JsonNode> list(URI host, String plural, MultivaluedMap<String, String> query) {
            assertThat(query.keySet()).containsExactlyInAnyOrder("with", "order[id]", "page", "limit");
            calls++;
            int limit = Integer.parseInt(query.getFirst("limit"));
            long skipped = hasOnePageOnly ? 0 : (Long.parseLong(query.getFirst("page")) - 1) * limit;
            var list = isReversed ? List.copyOf(ids.descendingSet()) : List.copyOf(ids);
            var shown = list.stream()
                    .skip(skipped)
                    .limit(limit)
                    .map(ChangingList::lead)
                    .toList();
            var next = skipped + limit < list.size() ? ",\"next\":{\"href\":\"x?page=2\"}" : "";
            if (call == 0 || call == calls) {
                change.run();
            }
            return shown.isEmpty()
                    ? null
                    : page("{\"_links\":{\"self\":{\"href\":\"x\"}%s},\"_embedded\":{\"leads\":[%s]}}"
                            .formatted(next, String.join(",", shown)));
        }

        private static String lead(long id) {
            return "{\"id\":%d,\"name\":\"Lead\",\"status_id\":10,\"created_at\":1700000000}".formatted(id);
        }

        private static Page<JsonNode> page(String text) {
            try {
                return JSON.readValue(text, new TypeReference<>() {});
            } catch (JsonProcessingException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public Page<JsonNode> pipelines(URI host) {
            throw new UnsupportedOperationException("the stage is named");
        }

        @Override
        public JsonNode account(URI host) {
            throw new UnsupportedOperationException("nobody asks for it");
        }
    }

    /// No lead has a task.
    private static final class NoTasks extends ListedTasks {

        @Override
        public Page<JsonNode> list(URI host, MultivaluedMap<String, String> query) {
            return new Page<>(null, null);
        }
    }
}
