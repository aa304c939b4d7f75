package dev.followup.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.followup.TestClock;
import dev.followup.sandbox.TestClient.Answer;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Filters, orders and pages.
class SandboxTaskListTest extends SandboxTest {

    private static final long START = TestClock.START;

    /// 1001 to 1004, ten seconds apart.
    @BeforeEach
    void add_four() {
        crm.addTask(",\"entity_type\":\"leads\",\"entity_id\":505,\"complete_till\":400");
        clock.pass(Duration.ofSeconds(10));
        crm.addTask(",\"entity_type\":\"leads\",\"entity_id\":506,\"complete_till\":300,\"task_type_id\":2");
        clock.pass(Duration.ofSeconds(10));
        crm.addTask(",\"entity_type\":\"contacts\",\"entity_id\":601,\"complete_till\":200,\"is_completed\":true");
        clock.pass(Duration.ofSeconds(10));
        crm.addTask(",\"complete_till\":100,\"responsible_user_id\":102,\"created_by\":103");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ''                                                              | 1001 1002 1003 1004
            filter[id]=1002                                                 | 1002
            filter[id][]=1004&filter[id][]=1002                             | 1002 1004
            filter[id][0]=1004&filter[id][1]=1002                           | 1002 1004
            filter%5Bid%5D%5B%5D=1004&filter%5Bid%5D%5B0%5D=1001            | 1001 1004
            filter[id]=4711                                                 | ''
            filter[responsible_user_id]=102                                 | 1004
            filter[responsible_user_id][]=101&filter[responsible_user_id][]=102 | 1001 1002 1003 1004
            filter[created_by]=103                                          | 1004
            filter[is_completed]=0                                          | 1001 1002 1004
            filter[is_completed]=1                                          | 1003
            filter[is_completed]=true                                       | 1003
            filter[is_completed]=False                                      | 1001 1002 1004
            filter[is_completed][]=1                                        | 1003
            filter[is_completed][]=0&filter[is_completed][]=1               | 1001 1002 1003 1004
            filter[task_type]=2                                             | 1002
            filter[task_type][]=1&filter[task_type][]=2                     | 1001 1002 1003 1004
            filter[task_type][]=2&filter[task_type_id][]=2                  | 1002
            filter[entity_type]=leads                                       | 1001 1002
            filter[entity_type]=leads&filter[entity_id]=505                  | 1001
            filter[entity_type]=leads&filter[entity_id][]=505&filter[entity_id][]=506 | 1001 1002
            filter[entity_id]=506                                           | 1001 1002 1003 1004
            filter[entity_type]=companies                                   | ''
            filter[mood]=good&with=stories                                  | 1001 1002 1003 1004
            filter[is_completed]=0&filter[entity_type]=leads&filter[task_type]=1 | 1001
            order[complete_till]=asc                                        | 1004 1003 1002 1001
            order[complete_till]=desc                                       | 1001 1002 1003 1004
            order%5Bcreated_at%5D=desc                                      | 1004 1003 1002 1001
            order[id]=desc                                                  | 1004 1003 1002 1001
            order[text]=desc                                                | 1001 1002 1003 1004
            """)
    void filters_and_orders(String query, String expected) {
        assertThat(ids(crm.get("/api/v4/tasks?" + query), "tasks"))
                .extracting(String::valueOf)
                .isEqualTo(expected.isEmpty() ? List.of() : List.of(expected.split(" ", -1)));
    }

    @Test
    void reads_updated_at_as_after_or_as_a_span() {
        String filter = "/api/v4/tasks?filter[updated_at]";
        assertThat(ids(crm.get(filter + "=" + (START + 10)), "tasks")).containsExactly(1003L, 1004L);
        assertThat(ids(crm.get(filter + "[from]=" + (START + 10)), "tasks")).containsExactly(1002L, 1003L, 1004L);
        assertThat(ids(crm.get(filter + "[to]=" + (START + 10)), "tasks")).containsExactly(1001L, 1002L);
        assertThat(ids(crm.get(filter + "[from]=" + (START + 5) + "&filter[updated_at][to]=" + (START + 20)), "tasks"))
                .containsExactly(1002L, 1003L);
    }

    @Test
    void says_204_without_a_body_where_nothing_is_found() {
        Answer answer = crm.get("/api/v4/tasks?filter[id]=4711");
        assertThat(answer.status()).isEqualTo(204);
        assertThat(answer.body()).isEmpty();
        assertThat(crm.get("/api/v4/tasks?page=2").status()).isEqualTo(204);
    }

    @Test
    void links_pages_and_keeps_filters_and_order_as_they_were_written() {
        Answer first = crm.get("/api/v4/tasks?filter[task_type][]=1&order[id]=desc&limit=2");
        String base = sandbox.address() + "/api/v4/tasks?filter[task_type][]=1&order[id]=desc&limit=2&page=";
        assertThat(ids(first, "tasks")).containsExactly(1004L, 1003L);
        assertThat(first.at("/_page").asInt()).isEqualTo(1);
        assertThat(first.at("/_links/self/href").asText()).isEqualTo(base + 1);
        assertThat(first.at("/_links/next/href").asText()).isEqualTo(base + 2);
        assertThat(first.at("/_links/prev").isMissingNode()).isTrue();
        String next = first.at("/_links/next/href").asText();
        Answer second = crm.get(next.substring(sandbox.address().toString().length()));
        assertThat(ids(second, "tasks")).containsExactly(1001L);
        assertThat(second.at("/_page").asInt()).isEqualTo(2);
        assertThat(second.at("/_links/prev/href").asText()).isEqualTo(base + 1);
        assertThat(second.at("/_links/next").isMissingNode()).isTrue();
    }

    @Test
    void hands_out_50_unasked_and_250_at_most() {
        crm.post(
                "/api/v4/tasks",
                "[" + "{\"text\":\"x\",\"complete_till\":1},".repeat(249) + "{\"text\":\"x\",\"complete_till\":1}]");
        assertThat(ids(crm.get("/api/v4/tasks"), "tasks")).hasSize(50);
        assertThat(ids(crm.get("/api/v4/tasks?limit=250"), "tasks")).hasSize(250);
        Answer answer = crm.get("/api/v4/tasks?limit=251");
        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.type()).isEqualTo("application/problem+json");
        assertThat(answer.at("/detail").asText()).isEqualTo("Limit 250 per page");
    }
}
