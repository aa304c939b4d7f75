package dev.followup.crm.session;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.followup.crm.session.AnswerClassifier.Meaning;
import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Tests of each row of the table, and of answers that fit none.
class AnswerClassifierTest {

    private static final String PROBLEM = "{\"title\": \"No\", \"detail\": \"%s\", \"status\": %d}";

    @ParameterizedTest
    @CsvSource({
        // status, body, what the calls are about, meaning
        "401, page, TASKS ONE_TASK QUERY OPTIONAL_FEATURE, UNAUTHORIZED",
        "401, problem, TASKS ONE_TASK QUERY OPTIONAL_FEATURE TOKEN, UNAUTHORIZED",
        "401, page, TOKEN, UNEXPECTED",
        "402, page, OPTIONAL_FEATURE, NOT_IN_PLAN",
        "402, page, TASKS ONE_TASK QUERY TOKEN, UNPAID",
        "400, unpaid, OPTIONAL_FEATURE, NOT_IN_PLAN",
        "400, unpaid, TASKS ONE_TASK QUERY TOKEN, UNPAID",
        "403, page, TASKS ONE_TASK QUERY OPTIONAL_FEATURE TOKEN, BLOCKED",
        "403, nothing, TASKS ONE_TASK QUERY OPTIONAL_FEATURE TOKEN, BLOCKED",
        "403, problem, ONE_TASK QUERY OPTIONAL_FEATURE, FORBIDDEN",
        "403, problem, TASKS TOKEN, UNEXPECTED",
        "429, page, TASKS ONE_TASK QUERY OPTIONAL_FEATURE TOKEN, TOO_MANY_REQUESTS",
        "408, page, TASKS ONE_TASK QUERY OPTIONAL_FEATURE TOKEN, SERVER_ERROR",
        "500, problem, TASKS ONE_TASK QUERY OPTIONAL_FEATURE TOKEN, SERVER_ERROR",
        "504, page, TASKS ONE_TASK QUERY OPTIONAL_FEATURE TOKEN, SERVER_ERROR",
        "400, items, TASKS ONE_TASK QUERY OPTIONAL_FEATURE TOKEN, INVALID_ITEMS",
        "422, items, TASKS ONE_TASK QUERY OPTIONAL_FEATURE TOKEN, INVALID_ITEMS",
        "400, problem, ONE_TASK QUERY OPTIONAL_FEATURE TOKEN, REJECTED",
        "400, problem, TASKS, UNEXPECTED",
        "400, page, TASKS ONE_TASK QUERY OPTIONAL_FEATURE TOKEN, UNEXPECTED",
        "400, other-status, ONE_TASK, UNEXPECTED",
        "422, problem, ONE_TASK QUERY OPTIONAL_FEATURE TOKEN, REJECTED",
        "422, problem, TASKS, UNEXPECTED",
        "404, problem, ONE_TASK, NOT_FOUND",
        "404, problem, TASKS QUERY OPTIONAL_FEATURE TOKEN, UNEXPECTED",
        "404, page, TASKS ONE_TASK QUERY OPTIONAL_FEATURE TOKEN, UNEXPECTED",
        "302, nothing, TASKS ONE_TASK QUERY OPTIONAL_FEATURE TOKEN, UNEXPECTED",
        "405, problem, TASKS ONE_TASK QUERY OPTIONAL_FEATURE TOKEN, UNEXPECTED",
        "409, problem, TASKS ONE_TASK QUERY OPTIONAL_FEATURE TOKEN, UNEXPECTED",
        "413, page, TASKS ONE_TASK QUERY OPTIONAL_FEATURE TOKEN, UNEXPECTED",
        "423, problem, TASKS ONE_TASK QUERY OPTIONAL_FEATURE TOKEN, UNEXPECTED",
        "425, page, TASKS ONE_TASK QUERY OPTIONAL_FEATURE TOKEN, UNEXPECTED",
        "304, nothing, QUERY, UNEXPECTED",
        "199, nothing, TASKS, UNEXPECTED"
    })
    void an_answer_means_what_its_status_body_and_call_say(int status, String body, String calls, Meaning meaning) {
        assertThat(Arrays.stream(calls.split(" ")).map(CallSubject::valueOf))
                .allSatisfy(call -> assertThat(AnswerClassifier.meaning(status, body(body, status), call))
                        .isEqualTo(meaning));
    }

    private static ErrorBody body(String kind, int status) {
        return switch (kind) {
            case "page", "nothing" -> ErrorBody.of(MissingNode.getInstance(), status);
            case "problem" -> read(PROBLEM.formatted("Account not found", status), status);
            case "other-status" -> read(PROBLEM.formatted("Account not found", status + 1), status);
            case "unpaid" -> read(PROBLEM.formatted("Payment Required", status), status);
            case "items" ->
                read("{\"title\": \"Bad Request\", \"validation-errors\": [{\"request_id\": \"0\"}]}", status);
            default -> throw new IllegalArgumentException(kind);
        };
    }

    private static ErrorBody read(String json, int status) {
        try {
            return ErrorBody.of(new ObjectMapper().readTree(json), status);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(json, e);
        }
    }
}
