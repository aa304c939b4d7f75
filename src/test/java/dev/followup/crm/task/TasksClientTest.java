package dev.followup.crm.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.followup.crm.CrmTest;
import dev.followup.crm.FakeCrm;
import dev.followup.crm.FastCrm;
import dev.followup.crm.TestTokenProvider;
import dev.followup.event.EntityRef;
import dev.followup.task.NewTask;
import dev.followup.task.Outcome;
import dev.followup.task.Task;
import dev.followup.task.TaskChange;
import dev.followup.task.TaskEffect;
import dev.followup.task.TaskQuery;
import dev.followup.task.TaskQuery.Sort;
import dev.followup.task.TaskType;
import dev.followup.telemetry.LogCapture;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(FastCrm.class)
class TasksClientTest extends CrmTest {

    private static final String RECEIPT = "{\"_embedded\":{\"tasks\":[{\"id\":9,\"request_id\":\"0\"}]}}";

    @Test
    void sends_every_filter_as_documented() {
        crm.answers(204, "");
        var query = TaskQuery.ALL
                .withIds(Set.of(2L, 1L))
                .withResponsible(Set.of(101L))
                .withCompleted(true)
                .withTypes(Set.of(TaskType.MEETING))
                .withEntities(new TaskQuery.Entities(EntityRef.Type.COMPANIES, Set.of(5L, 6L)))
                .withUpdated(new TaskQuery.Updated.After(Instant.ofEpochSecond(1000)))
                .withSort(new Sort(Sort.Key.DUE, true));

        assertThat(client.list(query, 3, 50).items()).isEmpty();

        assertThat(crm.only().method()).isEqualTo("GET");
        assertThat(crm.only().target()).startsWith("/api/v4/tasks?").doesNotContain("[", "]");
        assertThat(parameters())
                .containsExactlyInAnyOrder(
                        "filter[id][]=1",
                        "filter[id][]=2",
                        "filter[responsible_user_id][]=101",
                        "filter[is_completed]=1",
                        "filter[task_type][]=2",
                        "filter[task_type_id][]=2",
                        "filter[entity_type]=companies",
                        "filter[entity_id][]=5",
                        "filter[entity_id][]=6",
                        "filter[updated_at]=1000",
                        "order[complete_till]=desc",
                        "page=3",
                        "limit=50");
    }

    @Test
    void sends_a_span_and_open_tasks_as_documented() {
        crm.answers(204, "");
        var query = TaskQuery.ALL
                .withCompleted(false)
                .withUpdated(new TaskQuery.Updated.Between(Instant.ofEpochSecond(1000), Instant.ofEpochSecond(2000)))
                .withSort(new Sort(Sort.Key.CREATED, false));

        client.list(query, 1, 250);

        assertThat(parameters())
                .containsExactlyInAnyOrder(
                        "filter[is_completed]=0",
                        "filter[updated_at][from]=1000",
                        "filter[updated_at][to]=2000",
                        "order[created_at]=asc",
                        "page=1",
                        "limit=250");
    }

    @Test
    void sends_the_token_and_accepts_json() {
        crm.answers(204, "");

        client.list(TaskQuery.ALL, 1, 250);

        assertThat(crm.only().headers())
                .containsEntry("Authorization", "Bearer " + TestTokenProvider.TOKEN)
                .doesNotContainKeys("Accept-Encoding", "Content-Type")
                .hasEntrySatisfying("Accept", accept -> assertThat(accept).contains("application/hal+json"));
    }

    @Test
    void refuses_a_page_larger_than_the_crm_hands_out() {
        assertThatThrownBy(() -> client.list(TaskQuery.ALL, 1, 251)).isInstanceOf(IllegalArgumentException.class);
        assertThat(crm.requests()).isEmpty();
    }

    @Test
    void reads_every_field_of_a_task() {
        crm.answers(200, """
                {"_embedded":{"tasks":[{"id":56981,"created_by":54224,"updated_by":3987910,"created_at":1575910123,"updated_at":1576767989,
                 "responsible_user_id":123123,"group_id":4,"entity_id":180765,"entity_type":"leads","duration":1800,
                 "is_completed":true,"task_type_id":2,"text":"Schedule a meeting","result":{"text":"Scheduled"},
                 "complete_till":1575910423,"account_id":321312,"new_field":{"x":[1]},
                 "_links":{"self":{"href":"https://example.amocrm.com/api/v4/tasks/56981"}}}]}}""");

        assertThat(client.stream(TaskQuery.ALL))
                .containsExactly(new Task(
                        56981,
                        TaskType.MEETING,
                        "Schedule a meeting",
                        Instant.ofEpochSecond(1575910423),
                        Duration.ofMinutes(30),
                        new EntityRef(EntityRef.Type.LEADS, 180765),
                        123123,
                        4,
                        true,
                        "Scheduled",
                        54224,
                        3987910,
                        Instant.ofEpochSecond(1575910123),
                        Instant.ofEpochSecond(1576767989),
                        321312));
    }

    @Test
    void reads_a_task_with_missing_or_odd_fields() {
        crm.answers(200, """
                {"_embedded":{"tasks":[
                  {"id":"8","result":[],"entity_id":0,"entity_type":null,"is_completed":1},
                  {"id":9,"result":null,"entity_id":null,"text":null,"task_type_id":0}]}}""");

        var tasks = client.stream(TaskQuery.ALL).toList();
        assertThat(tasks).hasSize(2);
        assertThat(tasks.getFirst()).satisfies(task -> {
            assertThat(task.id()).isEqualTo(8);
            assertThat(task.result()).isNull();
            assertThat(task.about()).isNull();
            assertThat(task.completed()).isTrue();
        });
        assertThat(tasks.getLast()).satisfies(task -> {
            assertThat(task.text()).isEmpty();
            assertThat(task.about()).isNull();
            assertThat(task.type()).isEqualTo(TaskType.FOLLOW_UP);
        });
    }

    @Test
    void reads_pages_only_as_they_are_used() {
        crm.answers(200, page(2, 1, 2)).answers(200, page(3, 3)).answers(204, "");

        var tasks = client.stream(TaskQuery.ALL).map(Task::id);

        assertThat(crm.requests()).isEmpty();
        assertThat(tasks).containsExactly(1L, 2L, 3L);
        assertThat(crm.requests()).hasSize(3);
        assertThat(parameters(0)).containsExactlyInAnyOrder("order[id]=asc", "page=1", "limit=250");
        assertThat(parameters(1)).contains("page=2");
        assertThat(parameters(2)).contains("page=3");
    }

    @Test
    void reads_no_more_pages_than_are_used() {
        crm.answers(200, page(2, 1, 2));

        assertThat(client.stream(TaskQuery.ALL).limit(2)).hasSize(2);

        assertThat(crm.requests()).hasSize(1);
    }

    @Test
    void stops_without_a_link_to_the_next_page() {
        crm.answers(200, "{\"_links\":{\"self\":{\"href\":\"x\"}},\"_embedded\":{\"tasks\":[{\"id\":1}]}}");

        assertThat(client.stream(TaskQuery.ALL)).hasSize(1);

        assertThat(crm.requests()).hasSize(1);
    }

    @Test
    void stops_if_the_link_does_not_lead_forward() {
        crm.answers(200, page(2, 1)).answers(200, page(2, 2));

        assertThat(client.stream(TaskQuery.ALL)).hasSize(2);

        assertThat(crm.requests()).hasSize(2);
    }

    @Test
    void takes_only_the_number_from_a_link_to_another_host() {
        try (var other = new FakeCrm()) {
            var link = other.account().host() + "/api/v4/tasks?limit=250&page=2";
            crm.answers(
                            200,
                            "{\"_links\":{\"next\":{\"href\":\"" + link
                                    + "\"}},\"_embedded\":{\"tasks\":[{\"id\":1}]}}")
                    .answers(204, "");

            assertThat(client.stream(TaskQuery.ALL)).hasSize(1);

            assertThat(other.requests()).isEmpty();
            assertThat(parameters(1)).contains("page=2");
        }
    }

    @Test
    void drops_tasks_that_do_not_match_if_the_crm_ignores_a_filter() {
        crm.answers(200, """
                {"_embedded":{"tasks":[{"id":1,"task_type_id":1},{"id":2,"task_type_id":2}]}}""");

        assertThat(client.stream(TaskQuery.ALL.withTypes(Set.of(TaskType.MEETING)))
                        .map(Task::id))
                .containsExactly(2L);
    }

    @Test
    void has_no_first_page_of_a_query_whose_filter_the_crm_ignores() {
        var vera = TaskQuery.ALL.withResponsible(Set.of(103L));
        crm.answers(200, """
                {"_embedded":{"tasks":[{"id":1,"responsible_user_id":101},{"id":2,"responsible_user_id":103}]}}""").answers(200, """
                {"_embedded":{"tasks":[{"id":4,"responsible_user_id":103}]}}""").answers(204, "");

        assertThat(client.first(vera)).isEmpty();
        assertThat(client.first(vera))
                .hasValueSatisfying(
                        tasks -> assertThat(tasks).extracting(Task::id).containsExactly(4L));
        assertThat(client.first(vera)).contains(List.of());
    }

    @Test
    void reads_descending_if_the_newest_are_wanted_first() {
        crm.answers(204, "");

        assertThat(client.stream(TaskQuery.ALL.withSort(new Sort(Sort.Key.ID, true))))
                .isEmpty();

        assertThat(parameters()).contains("order[id]=desc");
    }

    @Test
    void adds_tasks_as_json() {
        crm.answers(200, RECEIPT);

        client.add(List.of(
                new NewTask(
                        new TaskType(5),
                        "Call «Кафе»",
                        Instant.ofEpochSecond(1588885140),
                        Duration.ofMinutes(2),
                        new EntityRef(EntityRef.Type.CONTACTS, 77),
                        101L,
                        "Reached"),
                new NewTask(TaskType.FOLLOW_UP, "Call", Instant.ofEpochSecond(1588885140), null, null, null, null)));

        assertThat(crm.only().line()).isEqualTo("POST /api/v4/tasks");
        assertThat(crm.only().headers())
                .hasEntrySatisfying("Content-Type", type -> assertThat(type).startsWith("application/json"));
        assertThat(crm.only().body())
                .isEqualTo("[{\"request_id\":\"0\",\"text\":\"Call «Кафе»\",\"complete_till\":1588885140,"
                        + "\"task_type_id\":5,\"responsible_user_id\":101,\"entity_id\":77,\"entity_type\":\"contacts\","
                        + "\"duration\":120,\"is_completed\":true,\"result\":{\"text\":\"Reached\"}},"
                        + "{\"request_id\":\"1\",\"text\":\"Call\",\"complete_till\":1588885140,\"task_type_id\":1}]");
    }

    @Test
    void matches_receipts_by_request_id_and_not_by_position() {
        crm.answers(200, """
                {"_embedded":{"tasks":[{"id":12,"request_id":"2"},{"id":10,"request_id":"0"},{"id":13,"request_id":"x"}]}}""");

        var result =
                client.add(Collections.nCopies(3, SampleCommands.create("e", 5).task()));

        assertThat(result.done()).isEqualTo(Map.of(0, added(10), 2, added(12)));
        assertThat(result.refused()).isEmpty();
    }

    @Test
    void a_strange_task_in_a_list_is_left_out_and_the_others_are_read() {
        crm.answers(200, """
                {"_embedded":{"tasks":[null,{"id":1,"complete_till":99999999999999999},{"id":"x"},7,
                 {"id":2,"complete_till":1795900000}]}}""");

        try (var log = LogCapture.open()) {
            assertThat(client.list(TaskQuery.ALL, 1, 250).items())
                    .extracting(Task::id)
                    .containsExactly(2L);
            assertThat(log.lines())
                    .singleElement()
                    .asString()
                    .contains("ERROR", "4 of 5 items in the answer to GET /api/v4/tasks cannot be read");
        }
    }

    @Test
    void reads_refusals_in_a_good_answer() {
        crm.answers(200, """
                {"_embedded":{"tasks":[{"id":10,"request_id":"0"}]},"validation-errors":[{"request_id":"1",
                 "errors":[{"code":"InvalidType","path":"complete_till","detail":"This value should be of type int."}]}]}""");

        var result =
                client.add(Collections.nCopies(2, SampleCommands.create("e", 5).task()));

        assertThat(result.done()).isEqualTo(Map.of(0, added(10)));
        assertThat(result.refused()).containsOnlyKeys(1);
        assertThat(result.refused().values())
                .singleElement()
                .extracting(Outcome.Refused::reason, InstanceOfAssertFactories.STRING)
                .contains("InvalidType", "complete_till", "should be of type int");
    }

    @Test
    void refuses_more_tasks_in_a_call_than_the_crm_takes() {
        assertThatThrownBy(() -> client.add(
                        Collections.nCopies(251, SampleCommands.create("e", 5).task())))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(crm.requests()).isEmpty();
    }

    @Test
    void edits_many_tasks_and_sends_only_what_changes() {
        crm.answers(200, """
                {"_embedded":{"tasks":[{"id":7,"updated_at":2,"request_id":"1"},{"id":4,"updated_at":2}]}}""");

        var result = client.edit(List.of(
                new TaskEdit(4, TaskChange.completedWith("Reached")),
                new TaskEdit(7, new TaskChange(null, "New", null, null, null, 102L, false, null))));

        assertThat(crm.only().line()).isEqualTo("PATCH /api/v4/tasks");
        assertThat(crm.only().body())
                .isEqualTo("[{\"id\":4,\"request_id\":\"0\",\"is_completed\":true,\"result\":{\"text\":\"Reached\"}},"
                        + "{\"id\":7,\"request_id\":\"1\",\"text\":\"New\",\"responsible_user_id\":102,"
                        + "\"is_completed\":false}]");
        assertThat(result.done()).isEqualTo(Map.of(0, changed(4, 2), 1, changed(7, 2)));
    }

    @Test
    void edits_one_task_with_either_form_of_the_answer() {
        crm.answers(200, "{\"id\":7,\"updated_at\":1588770600,\"request_id\":\"0\",\"_links\":{}}")
                .answers(200, "{\"_embedded\":{\"tasks\":[{\"id\":7,\"updated_at\":1588770600}]}}");
        var edit = new TaskEdit(7, TaskChange.completedWith("Reached the client"));

        assertThat(client.edit(edit).done()).isEqualTo(Map.of(0, changed(7, 1_588_770_600)));
        assertThat(client.edit(edit).done()).isEqualTo(Map.of(0, changed(7, 1_588_770_600)));

        assertThat(crm.lines()).containsExactly("PATCH /api/v4/tasks/7", "PATCH /api/v4/tasks/7");
        assertThat(crm.requests().getFirst().body())
                .isEqualTo("{\"is_completed\":true,\"result\":{\"text\":\"Reached the client\"}}");
    }

    private static String page(int next, long... ids) {
        var tasks = Arrays.stream(ids).mapToObj(id -> "{\"id\":" + id + "}").toList();
        return "{\"_page\":" + (next - 1) + ",\"_links\":{\"next\":{\"href\":\"https://x.amocrm.ru/api/v4/tasks?page="
                + next + "&limit=250\"}},\"_embedded\":{\"tasks\":" + tasks + "}}";
    }

    private List<String> parameters() {
        return crm.only().parameters();
    }

    private List<String> parameters(int request) {
        return crm.requests().get(request).parameters();
    }

    private static TaskEffect added(long task) {
        return new TaskEffect(task, null);
    }

    private static TaskEffect changed(long task, long seconds) {
        return new TaskEffect(task, Instant.ofEpochSecond(seconds));
    }
}
