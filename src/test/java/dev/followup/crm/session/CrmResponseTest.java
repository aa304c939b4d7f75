package dev.followup.crm.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.followup.FreePort;
import dev.followup.account.Account;
import dev.followup.crm.CrmTest;
import dev.followup.crm.FakeCrm;
import dev.followup.crm.FastCrm;
import dev.followup.crm.TestTokenProvider;
import dev.followup.crm.task.SampleCommands;
import dev.followup.crm.task.TaskEdit;
import dev.followup.task.Outcome;
import dev.followup.task.TaskChange;
import dev.followup.task.TaskEffect;
import dev.followup.task.TaskQuery;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Every answer of the CRM or a proxy, and calls without an answer.
@QuarkusTest
@TestProfile(FastCrm.class)
class CrmResponseTest extends CrmTest {

    private static final String HTML = "Content-Type: text/html\r\n";
    private static final String PAGE = "<html><body>Blocked or away</body></html>";
    private static final String GOOD = "{\"_embedded\":{\"tasks\":[{\"id\":9,\"request_id\":\"0\"}]}}";

    @Test
    void reports_each_flaw_of_each_refused_item() {
        crm.answers(400, """
                {"title":"Bad Request","type":"https://httpstatus.es/400","status":400,
                 "detail":"Request validation failed","validation-errors":[{"request_id":"0","errors":[
                  {"code":"NotSupportedChoice","path":"responsible_user_id","detail":"Not a valid choice."},
                  {"code":"FieldMissing","path":"text","detail":"This field is missing."}]}]}""");

        var result = client.add(List.of(SampleCommands.create("e", 5).task()));

        assertThat(result.refused().values())
                .singleElement()
                .extracting(Outcome.Refused::reason, InstanceOfAssertFactories.STRING)
                .contains("POST /api/v4/tasks", "responsible_user_id: NotSupportedChoice (Not a valid choice.)")
                .contains("text: FieldMissing (This field is missing.)");
        assertThat(crm.requests()).hasSize(1);
    }

    @Test
    void reads_refused_items_that_come_as_a_map() {
        crm.answers(400, "{\"validation-errors\":{\"7\":{\"request_id\":0,\"errors\":{\"0\":{\"code\":\"X\"}}}}}");

        assertThat(client.edit(new TaskEdit(7, TaskChange.completedWith("x")))
                        .refused()
                        .values())
                .singleElement()
                .extracting(Outcome.Refused::reason, InstanceOfAssertFactories.STRING)
                .contains("X");
    }

    @ParameterizedTest
    @CsvSource({
        "401, Unauthorized, make a new one",
        "402, Unpaid, pay for the account",
        "403, Forbidden, give the token's user the right",
        "400, Rejected, correct the request",
        "422, Rejected, correct the request"
    })
    void reports_the_request_the_answer_and_what_to_do(int status, String kind, String advice) {
        crm.answers(
                status,
                "Content-Type: application/problem+json\r\nX-Request-Id: abc-1\r\n",
                "{\"title\":\"No\",\"detail\":\"The CRM's own words\",\"status\":" + status + "}");

        assertThatThrownBy(this::list)
                .isInstanceOf(CrmException.class)
                .satisfies(e -> assertThat(e.getClass().getSimpleName()).isEqualTo(kind))
                .hasMessageContainingAll(
                        "GET /api/v4/tasks", String.valueOf(status), "The CRM's own words", "abc-1", advice);
        assertThat(crm.requests()).hasSize(1);
    }

    @Test
    void recognises_an_unpaid_account_by_the_text() {
        crm.answers(400, "{\"title\":\"Bad Request\",\"detail\":\"Payment Required\"}");

        assertThatThrownBy(this::list).isInstanceOf(CrmException.Unpaid.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {PAGE, "", "\"blocked\""})
    void treats_a_403_without_json_as_a_block(String body) {
        crm.answers(403, HTML, body);

        assertThatThrownBy(this::list).isInstanceOf(CrmException.Blocked.class).hasMessageContaining("support");
        assertThat(crm.requests()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 404, 422})
    void reads_the_status_where_the_body_is_a_web_page(int status) {
        for (int attempt = 0; attempt < 5; attempt++) {
            crm.answers(status, HTML, PAGE);
        }

        assertThatThrownBy(this::list)
                .hasMessageContainingAll("" + status, "no JSON")
                .hasMessageNotContaining("html");
    }

    @Test
    void does_not_follow_a_redirect() {
        try (var other = new FakeCrm()) {
            crm.answers(302, "Location: " + other.account().host() + "/api/v4/tasks\r\n", "")
                    .answers(200, GOOD);

            list();

            assertThat(other.requests()).isEmpty();
            assertThat(crm.requests()).hasSize(2);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {500, 502, 503, 504})
    void retries_reading_after_a_server_error(int status) {
        crm.answers(status, HTML, PAGE)
                .answers(status, "{\"title\":\"ErrInternalServer\"}")
                .answers(200, GOOD);
        assertThat(client.list(TaskQuery.ALL, 1, 250).items()).hasSize(1);

        assertThat(crm.requests()).hasSize(3);
    }

    @ParameterizedTest
    @ValueSource(ints = {500, 502, 503, 504})
    void never_retries_editing_after_a_server_error(int status) {
        crm.answers(status, HTML, PAGE);

        assertThatThrownBy(() -> client.edit(new TaskEdit(9, TaskChange.completedWith("x"))))
                .isInstanceOf(CrmException.ServerError.class);
        assertThat(crm.requests()).hasSize(1);
    }

    @Test
    void fails_after_five_attempts() {
        for (int i = 0; i < 9; i++) {
            crm.answers(500, "{\"title\":\"ErrInternalServer\",\"trace_id\":\"t\"}");
        }

        assertThatThrownBy(this::list)
                .isInstanceOf(CrmException.ServerError.class)
                .hasMessageContaining("ErrInternalServer");
        assertThat(crm.requests()).hasSize(5);
    }

    @ParameterizedTest
    @ValueSource(ints = {500, 502, 503, 504})
    void never_retries_adding_after_a_server_error(int status) {
        crm.answers(status, HTML, PAGE);

        assertLost(CrmException.ServerError.class);
    }

    @Test
    void retries_reading_after_an_answer_that_was_cut_or_garbled() {
        crm.cuts("")
                .cuts("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 500\r\n\r\n{\"_embedded\":")
                .cuts("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{\"_em\r\n")
                .answers(200, "{\"_embedded\":{\"tasks\":[{\"id\":")
                .answers(200, GOOD);

        assertThat(client.list(TaskQuery.ALL, 1, 250).items()).hasSize(1);
        assertThat(crm.requests()).hasSize(5);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{\"_embedded\":", "{} trailing", "\"text\"", "null", PAGE})
    void treats_a_good_status_without_a_whole_document_as_a_broken_answer(String body) {
        crm.answers(200, body);

        assertLost(CrmException.Broken.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "{\"_embedded\":[1]}", "{\"_embedded\":{\"tasks\":[{\"id\":\"x\"}]}}"})
    void treats_json_of_another_shape_as_a_broken_answer(String body) {
        crm.answers(200, body);

        assertLost(CrmException.Broken.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{\"_embedded\":"})
    void never_retries_adding_after_a_cut_answer(String bytes) {
        crm.cuts(bytes);

        assertLost(CrmException.Broken.class);
    }

    @Test
    void retries_reading_but_not_adding_after_a_time_out() {
        crm.staysSilent().answers(200, GOOD).staysSilent();

        assertThat(client.list(TaskQuery.ALL, 1, 250).items()).hasSize(1);
        assertThat(crm.requests()).hasSize(2);
        assertThatThrownBy(this::add).isInstanceOf(CrmException.TimedOut.class);
        assertThat(crm.requests()).hasSize(3);
    }

    @Test
    void retries_without_a_connection_and_then_reports_it() {
        var nobody = client(new Account("nobody", URI.create("http://localhost:" + FreePort.find())));

        assertThatThrownBy(
                        () -> nobody.add(List.of(SampleCommands.create("e", 5).task())))
                .isInstanceOf(CrmException.Unreachable.class)
                .hasMessageContainingAll("POST /api/v4/tasks", "check the account's host");
    }

    @Test
    void retries_even_adding_after_a_429() {
        crm.answers(429, HTML, PAGE)
                .answers(429, "{\"title\":\"Too Many Requests\"}")
                .answers(200, GOOD);

        assertThat(client.add(List.of(SampleCommands.create("e", 5).task())).done())
                .containsEntry(0, new TaskEffect(9, null));
        assertThat(crm.requests()).hasSize(3);
        assertThat(crm.requests())
                .extracting(FakeCrm.Request::body)
                .containsOnly(crm.requests().getFirst().body());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Retry-After: 1000 | {}",
                "Retry-After: Fri, 31 Dec 9999 23:59:59 GMT | {}",
                "X: y | {\"retry_after\": 310}"
            })
    void waits_as_long_as_retry_after_says_unless_that_is_past_the_deadline(String header, String body) {
        crm.answers(429, header + "\r\n", body);

        var sentAfterwards = catchThrowableOfType(CrmException.OutOfTime.class, this::add);

        assertThat(sentAfterwards).hasMessageContainingAll("POST /api/v4/tasks", "after the deadline");
        assertThat(crm.requests()).hasSize(1);
        assertThatThrownBy(this::list).isInstanceOf(CrmException.OutOfTime.class);
        assertThatThrownBy(() -> client(crm.account()).list(TaskQuery.ALL, 1, 250))
                .isInstanceOf(CrmException.OutOfTime.class);
        assertThat(crm.requests()).hasSize(1);
    }

    @Test
    void sends_the_next_request_no_sooner_than_retry_after_says() {
        var times = new CopyOnWriteArrayList<Long>();
        crm.thinks(() -> times.add(System.nanoTime()))
                .answers(429, "Retry-After: 0.4\r\n", "{}")
                .answers(200, GOOD);

        list();

        assertThat(times).hasSize(2);
        assertThat(times.getLast() - times.getFirst()).isGreaterThanOrEqualTo(400_000_000);
    }

    @ParameterizedTest
    @ValueSource(ints = {302, 400, 404, 405, 409, 413, 423, 425})
    void retries_even_adding_after_an_answer_of_a_proxy(int status) {
        crm.answers(status, HTML, PAGE).answers(200, GOOD);

        assertThat(client.add(List.of(SampleCommands.create("e", 5).task())).done())
                .containsKey(0);
        assertThat(crm.requests()).hasSize(2);
    }

    @Test
    void gives_up_adding_after_five_answers_of_a_proxy_and_then_tries_each_call_once() {
        for (int attempt = 0; attempt < 6; attempt++) {
            crm.answers(404, HTML, PAGE);
        }

        assertThatThrownBy(this::add).isInstanceOf(CrmException.Unexpected.class);
        assertThat(crm.requests()).hasSize(5);
        assertThatThrownBy(this::add).isInstanceOf(CrmException.Unexpected.class);
        assertThat(crm.requests()).hasSize(6);
    }

    @Test
    void an_answer_over_ten_megabytes_is_broken_and_not_kept() {
        crm.cuts("HTTP/1.1 200 OK\r\nContent-Length: 20000000\r\n\r\n" + "x".repeat(11_000_000));

        assertThat(catchThrowableOfType(CrmException.Broken.class, this::add))
                .hasMessageContaining("more than 10485760 bytes");
    }

    @Test
    void an_answer_that_drips_ends_after_the_read_time_out() {
        crm.drips("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n", " ", Duration.ofMillis(50));

        var begin = System.nanoTime();
        assertThatThrownBy(this::add).isInstanceOf(CrmException.TimedOut.class);
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(15));
    }

    @Test
    void shows_the_token_in_no_message() {
        crm.answers(401, "{\"detail\":\"Invalid user name or password\"}");

        assertThatThrownBy(this::list).satisfies(e -> {
            for (Throwable cause = e; cause != null; cause = cause.getCause()) {
                assertThat(cause.toString()).doesNotContain(TestTokenProvider.TOKEN);
            }
        });
    }

    private void list() {
        client.list(TaskQuery.ALL, 1, 250);
    }

    private void add() {
        client.add(List.of(SampleCommands.create("e", 5).task()));
    }

    private void assertLost(Class<? extends CrmException.Lost> kind) {
        var begin = Instant.now();

        var lost = catchThrowableOfType(kind, this::add);

        assertThat(lost).hasMessageContaining("POST /api/v4/tasks");
        assertThat(lost.sentAt()).isBetween(begin, Instant.now());
        assertThat(crm.requests()).hasSize(1);
    }
}
