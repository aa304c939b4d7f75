package dev.followup.crm.task;

import static org.assertj.core.api.Assertions.assertThat;

import dev.followup.crm.CrmTest;
import dev.followup.crm.FakeCrm;
import dev.followup.crm.FastCrm;
import dev.followup.crm.session.AccountAvailability;
import dev.followup.crm.session.CrmFailure;
import dev.followup.crm.session.CrmResult;
import dev.followup.task.Outcome;
import dev.followup.task.Task;
import dev.followup.task.TaskCommand;
import dev.followup.task.TaskQuery;
import dev.followup.task.TaskQuery.Sort;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Commands in, outcomes out; three commands in a batch here.
@QuarkusTest
@TestProfile(FastCrm.class)
class CrmTasksTest extends CrmTest {

    private static final String NOT_FOUND = "{\"title\":\"Not Found\",\"detail\":\"Not found\"}";
    private static final String HTML = "Content-Type: text/html\r\n";

    @Inject
    CrmTasks tasks;

    @Test
    void makes_no_call_without_commands() {
        assertThat(carryOut()).isEmpty();
        assertThat(crm.requests()).isEmpty();
    }

    @Test
    void adds_and_edits_in_as_few_calls_as_possible() {
        var commands = new ArrayList<TaskCommand>();
        IntStream.range(0, 4).forEach(i -> commands.add(SampleCommands.create("e" + i, 100 + i)));
        IntStream.range(0, 2).forEach(i -> commands.add(SampleCommands.complete("c" + i, 10 + i)));
        crm.answersByRequest(request -> request.method().equals("POST")
                ? added(request)
                : "{\"_embedded\":{\"tasks\":[{\"id\":10},{\"id\":11}]}}");

        var outcomes = tasks.carryOut(session(), commands);

        assertThat(outcomes)
                .hasSize(6)
                .allSatisfy((_, outcome) -> assertThat(outcome).isInstanceOf(Outcome.Done.class));
        assertThat(outcomes).containsEntry(commands.get(4).key(), Outcome.Done.added(10));
        assertThat(crm.lines())
                .containsExactlyInAnyOrder("POST /api/v4/tasks", "POST /api/v4/tasks", "PATCH /api/v4/tasks");
    }

    @Test
    void carries_out_once_a_command_that_is_given_twice() {
        crm.answers(200, added(9));

        assertThat(carryOut(SampleCommands.create("e", 5), SampleCommands.create("e", 5)))
                .hasSize(1);

        assertThat(crm.only().body()).containsOnlyOnce("complete_till");
    }

    @Test
    void sends_the_first_call_alone_and_then_several_at_once() {
        var alone = new ArrayList<Integer>();
        crm.thinks(() -> {
            Thread.sleep(200);
            alone.add(crm.requests().size());
        });
        crm.answersByRequest(CrmTasksTest::added);
        var commands = SampleCommands.creates(12);

        tasks.carryOut(session(), commands);

        assertThat(crm.requests()).hasSize(4);
        assertThat(alone.getFirst()).isEqualTo(1);
        assertThat(crm.mostInFlight()).isBetween(2, 3);
    }

    @Test
    void sends_commands_for_one_entity_in_the_order_planned() {
        crm.answersByRequest(CrmTasksTest::added);

        carryOut(
                SampleCommands.create("e1", 5),
                SampleCommands.complete("e1", 7),
                SampleCommands.create("e2", 5),
                SampleCommands.move("e3", 7, 5));

        assertThat(crm.lines()).containsExactly("POST /api/v4/tasks", "PATCH /api/v4/tasks/7", "PATCH /api/v4/tasks/7");
        assertThat(crm.requests().get(1).body()).contains("is_completed");
        assertThat(crm.requests().get(2).body()).contains("entity_id");
    }

    @Test
    void defers_what_follows_a_pending_command() {
        var create = SampleCommands.create("e1", 5);
        var complete = SampleCommands.complete("e1", 7);
        crm.answers(500, "{}");

        var outcomes = carryOut(create, complete);

        assertThat(outcomes.get(create.key())).isInstanceOf(Outcome.Uncertain.class);
        assertThat(outcomes.get(complete.key())).isInstanceOf(Outcome.Deferred.class);
        assertThat(crm.requests()).hasSize(1);
    }

    @Test
    void defers_what_follows_a_command_that_goes_to_another_user() {
        var create = SampleCommands.create("e1", 5);
        var complete = SampleCommands.complete("e1", 7);
        crm.answers(400, refusal("0"));

        var outcomes = carryOut(create, complete);

        assertThat(outcomes.get(create.key())).isInstanceOf(Outcome.Refused.class);
        assertThat(create.reassigned()).isPresent();
        assertThat(outcomes.get(complete.key())).isInstanceOf(Outcome.Deferred.class);
        assertThat(crm.requests()).hasSize(1);
    }

    @Test
    void refuses_the_named_command_of_a_refused_batch_and_is_uncertain_of_the_others() {
        var good = SampleCommands.create("e1", 5);
        var bad = SampleCommands.create("e2", 6);
        var begin = Instant.now();
        crm.answers(400, refusal("1"));

        var outcomes = carryOut(good, bad);

        assertThat(outcomes.get(bad.key()))
                .isInstanceOfSatisfying(
                        Outcome.Refused.class,
                        refused -> assertThat(refused.reason())
                                .contains("NotSupportedChoice", "responsible_user_id", "Not a valid choice."));
        assertThat(outcomes.get(good.key()))
                .isInstanceOfSatisfying(
                        Outcome.Uncertain.class,
                        uncertain -> assertThat(uncertain.sentAt()).isBetween(begin, Instant.now()));
        assertThat(outcomes.get(good.key())).matches(CrmTasksTest::isAnswered);
        assertThat(crm.requests()).hasSize(1);
    }

    @Test
    void does_not_count_as_answered_if_the_answer_contains_no_command() {
        var command = SampleCommands.create("e1", 5);
        crm.answers(500, "{\"title\":\"ErrInternalServer\"}").answers(200, "{}");

        assertThat(carryOut(command).get(command.key()))
                .isInstanceOf(Outcome.Uncertain.class)
                .matches(outcome -> !isAnswered(outcome));
        assertThat(carryOut(command).get(command.key()))
                .isInstanceOf(Outcome.Uncertain.class)
                .matches(outcome -> !isAnswered(outcome));
    }

    @Test
    void is_uncertain_of_a_command_that_is_missing_from_the_answer() {
        var first = SampleCommands.create("e1", 5);
        var second = SampleCommands.create("e2", 6);
        crm.answers(200, "{\"_embedded\":{\"tasks\":[{\"id\":9,\"request_id\":\"1\"}]}}");

        var outcomes = carryOut(first, second);

        assertThat(outcomes.get(first.key()))
                .isInstanceOf(Outcome.Uncertain.class)
                .matches(CrmTasksTest::isAnswered);
        assertThat(outcomes).containsEntry(second.key(), Outcome.Done.added(9));
    }

    @Test
    void edits_the_good_tasks_of_a_refused_batch_without_the_bad_one() {
        var bad = SampleCommands.complete("e2", 11);
        crm.answers(400, refusal("1")).answers(200, "{\"_embedded\":{\"tasks\":[{\"id\":10},{\"id\":12}]}}");

        var outcomes = carryOut(SampleCommands.complete("e1", 10), bad, SampleCommands.complete("e3", 12));

        assertThat(outcomes.get(bad.key())).isInstanceOf(Outcome.Refused.class);
        assertThat(outcomes.values()).contains(Outcome.Done.added(10), Outcome.Done.added(12));
        assertThat(crm.requests()).hasSize(2);
        assertThat(crm.requests().getLast().body())
                .contains("\"id\":10", "\"id\":12")
                .doesNotContain("\"id\":11");
    }

    @Test
    void edits_a_task_alone_that_is_missing_from_the_answer() {
        var gone = SampleCommands.complete("e2", 11);
        crm.answers(200, "{\"_embedded\":{\"tasks\":[{\"id\":10}]}}").answers(404, "{\"detail\":\"Not found\"}");

        var outcomes = carryOut(SampleCommands.complete("e1", 10), gone);

        assertThat(outcomes.get(gone.key())).isInstanceOf(Outcome.Refused.class);
        assertThat(outcomes.values()).contains(Outcome.Done.added(10));
        assertThat(crm.lines()).containsExactly("PATCH /api/v4/tasks", "PATCH /api/v4/tasks/11");
    }

    @Test
    void finds_the_bad_command_of_a_batch_that_is_refused_as_a_whole() {
        var bad = SampleCommands.complete("e3", 12);
        for (int attempt = 0; attempt < 5; attempt++) {
            crm.answers(404, NOT_FOUND);
        }
        crm.answers(200, "{\"id\":10}")
                .answers(404, NOT_FOUND)
                .answers(200, "{\"id\":11}")
                .answers(404, NOT_FOUND);

        var outcomes = carryOut(SampleCommands.complete("e1", 10), SampleCommands.complete("e2", 11), bad);

        assertThat(outcomes.get(bad.key())).isInstanceOf(Outcome.Refused.class);
        assertThat(outcomes.values()).contains(Outcome.Done.added(10), Outcome.Done.added(11));
        assertThat(crm.lines().subList(4, 9))
                .containsExactly(
                        "PATCH /api/v4/tasks",
                        "PATCH /api/v4/tasks/10",
                        "PATCH /api/v4/tasks",
                        "PATCH /api/v4/tasks/11",
                        "PATCH /api/v4/tasks/12");
    }

    @Test
    void an_answer_that_is_the_same_for_every_command_refuses_none_and_closes_the_session() {
        for (int answer = 0; answer < 20; answer++) {
            crm.answers(404, NOT_FOUND);
        }
        var session = session();

        var outcomes = tasks.carryOut(session, SampleCommands.creates(120));

        assertThat(outcomes)
                .hasSize(120)
                .allSatisfy((_, outcome) -> assertThat(outcome.isPending()).isTrue());
        assertThat(crm.requests()).hasSize(5 + 3); // the batch, then three single commands
        assertThat(session.availability()).isInstanceOf(AccountAvailability.Refusing.class);
    }

    @ParameterizedTest
    @CsvSource({"405, {}", "404, {\"title\":\"No\"}", "403, <html>blocked</html>"})
    void the_one_command_that_is_refused_without_a_reason_stays_pending_and_the_others_are_done(
            int status, String body) {
        var commands = SampleCommands.creates(8);
        var bad = commands.get(5);
        crm.answersByRequest(CrmTasksTest::added)
                .refuses(request -> request.body().contains("\"entity_id\":105"), status, body);
        var session = session();

        var outcomes = tasks.carryOut(session, commands);

        assertThat(outcomes.get(bad.key()))
                .isInstanceOfSatisfying(
                        Outcome.Deferred.class,
                        deferred -> assertThat(deferred.refusedAlone()).isTrue());
        assertThat(outcomes.values()).filteredOn(Outcome.Done.class::isInstance).hasSize(7);
        assertThat(session.isClosed()).isFalse();
    }

    @Test
    void a_proxy_that_turns_bad_after_the_first_call_closes_the_session_and_few_requests_are_lost_to_it() {
        var requests = new AtomicInteger();
        crm.answersByRequest(CrmTasksTest::added).refuses(_ -> requests.incrementAndGet() > 1, 404, NOT_FOUND);
        var session = session();

        var outcomes = tasks.carryOut(session, SampleCommands.creates(120));

        assertThat(outcomes.values()).filteredOn(Outcome.Done.class::isInstance).hasSize(3);
        assertThat(outcomes.values()).filteredOn(Outcome::isPending).hasSize(117);
        assertThat(outcomes.values())
                .filteredOn(outcome -> outcome instanceof Outcome.Deferred deferred && deferred.refusedAlone())
                .hasSizeLessThan(10);
        assertThat(crm.requests()).hasSizeLessThan(40);
        assertThat(session.availability()).isInstanceOf(AccountAvailability.Refusing.class);
    }

    @Test
    void a_block_that_is_found_after_a_refusal_remains_the_reason() {
        for (int attempt = 0; attempt < 5; attempt++) {
            crm.answers(404, NOT_FOUND);
        }
        crm.answers(401, "{}");
        var session = session();

        tasks.carryOut(session, SampleCommands.creates(3));

        assertThat(session.availability()).isInstanceOf(AccountAvailability.Unavailable.class);
    }

    @Test
    void a_block_counts_also_if_the_query_after_it_gets_another_answer() {
        crm.answers(403, HTML, "<html>blocked</html>").answers(404, NOT_FOUND);
        var session = session();

        tasks.carryOut(session, SampleCommands.creates(3));

        assertThat(session.availability()).isInstanceOf(AccountAvailability.Unavailable.class);
    }

    @Test
    void a_404_for_one_task_counts_only_if_the_crm_serves_another_call() {
        crm.answers(404, NOT_FOUND).answers(404, NOT_FOUND);
        for (int attempt = 0; attempt < 5; attempt++) {
            crm.answers(404, NOT_FOUND);
        }
        var command = SampleCommands.complete("e1", 10);

        assertThat(carryOut(command).get(command.key())).isInstanceOf(Outcome.Deferred.class);
        crm.answers(404, NOT_FOUND).answers(204, "");
        assertThat(carryOut(command).get(command.key())).isInstanceOf(Outcome.Refused.class);
    }

    @Test
    void sends_nothing_once_the_account_is_blocked() {
        crm.answers(403, HTML, "<html>blocked</html>").answers(403, HTML, "<html>blocked</html>");
        var commands = SampleCommands.creates(30);

        var outcomes = tasks.carryOut(session(), commands);

        assertThat(outcomes)
                .hasSize(30)
                .allSatisfy((_, outcome) -> assertThat(outcome).isInstanceOf(Outcome.Blocked.class));
        assertThat(crm.lines()).hasSize(2).first().isEqualTo("POST /api/v4/tasks"); // then a query: is it a block?
    }

    @Test
    void stops_calling_an_account_after_repeated_429s() {
        for (int i = 0; i < 30; i++) {
            crm.answers(429, HTML, "<html>slow down</html>");
        }
        var commands = SampleCommands.creates(30);

        var outcomes = tasks.carryOut(session(), commands);

        assertThat(outcomes)
                .hasSize(30)
                .allSatisfy((_, outcome) -> assertThat(outcome).isInstanceOf(Outcome.Deferred.class));
        assertThat(crm.requests()).hasSize(5);
    }

    @Test
    void defers_everything_if_the_wait_is_longer_than_the_time_left() {
        crm.answers(429, "Retry-After: 40\r\n", "{}");
        var commands = SampleCommands.creates(30);
        var begin = Instant.now();

        var outcomes = tasks.carryOut(session(), commands);

        assertThat(outcomes)
                .hasSize(30)
                .allSatisfy((_, outcome) -> assertThat(outcome).isInstanceOf(Outcome.Deferred.class));
        assertThat(crm.requests()).hasSize(1);
        assertThat(Duration.between(begin, Instant.now())).isLessThan(Duration.ofSeconds(15));
    }

    @Test
    void sends_nothing_after_the_deadline() {
        var command = SampleCommands.create("e", 5);

        assertThat(tasks.carryOut(lateSession(), List.of(command)))
                .containsOnlyKeys(command.key())
                .allSatisfy((_, outcome) -> assertThat(outcome).isInstanceOf(Outcome.Deferred.class));

        assertThat(crm.requests()).isEmpty();
    }

    @Test
    void finds_tasks_in_the_order_of_the_query() {
        crm.answers(200, """
                {"_embedded":{"tasks":[{"id":1,"complete_till":30},{"id":2,"complete_till":10},{"id":3,"complete_till":20}]}}""");

        var found = tasks.find(session(), TaskQuery.ALL.withSort(new Sort(Sort.Key.DUE, false)));

        assertThat(all(found)).extracting(Task::id).containsExactly(2L, 3L, 1L);
    }

    @Test
    void asks_for_as_many_ids_at_once_as_a_url_has_room_for() {
        crm.answersByRequest(_ -> "{\"_embedded\":{\"tasks\":[{\"id\":1},{\"id\":250}]}}");

        var found = tasks.byId(session(), LongStream.rangeClosed(1, 250).boxed().collect(Collectors.toSet()));

        assertThat(found)
                .isInstanceOfSatisfying(
                        CrmResult.All.class,
                        all -> assertThat((Map<?, ?>) all.all()).hasSize(2));
        assertThat(crm.lines()).hasSize(3).allMatch(line -> line.length() < 8000);
    }

    @Test
    void reports_why_a_query_failed() {
        crm.answers(200, "{\"_links\":{\"next\":{\"href\":\"?page=2\"}},\"_embedded\":{\"tasks\":[{\"id\":1}]}}")
                .answers(403, HTML, "<html>blocked</html>");

        assertThat(tasks.find(session(), TaskQuery.ALL))
                .isInstanceOfSatisfying(
                        CrmResult.Failed.class,
                        failed -> assertThat(failed.why()).isInstanceOf(CrmFailure.Blocked.class));
    }

    private Map<String, Outcome> carryOut(TaskCommand... commands) {
        return tasks.carryOut(session(), List.of(commands));
    }

    private static String added(long id) {
        return "{\"_embedded\":{\"tasks\":[{\"id\":" + id + ",\"request_id\":\"0\"}]}}";
    }

    /// An answer that adds every task of a request, with the receipts in reverse order.
    private static String added(FakeCrm.Request request) {
        var tasks = IntStream.range(0, 3)
                .mapToObj(i -> Integer.toString(2 - i))
                .filter(id -> request.body().contains("\"request_id\":\"" + id + "\""))
                .map(id -> "{\"id\":9" + id + ",\"request_id\":\"" + id + "\"}")
                .toList();
        return "{\"_embedded\":{\"tasks\":" + tasks + "}}";
    }

    private static boolean isAnswered(Outcome outcome) {
        return outcome instanceof Outcome.Uncertain uncertain && uncertain.answered();
    }

    private static String refusal(String requestId) {
        return "{\"title\":\"Bad Request\",\"status\":400,\"validation-errors\":[{\"request_id\":\"" + requestId
                + "\",\"errors\":[{\"code\":\"NotSupportedChoice\",\"path\":\"responsible_user_id\","
                + "\"detail\":\"Not a valid choice.\"}]}]}";
    }
}
