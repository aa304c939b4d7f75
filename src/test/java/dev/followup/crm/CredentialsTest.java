package dev.followup.crm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.followup.account.NoTokenException;
import dev.followup.account.Token;
import dev.followup.task.Outcome;
import dev.followup.task.TaskOrder;
import dev.followup.task.TaskQuery;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What becomes of calls whose token is refused, or that have none.
@QuarkusTest
@TestProfile(FastCrm.class)
class CredentialsTest extends CrmTest {

    private static final String REFUSAL = "{\"detail\":\"Invalid user name or password\"}";
    private static final String GOOD = "{\"_embedded\":{\"tasks\":[{\"id\":9,\"request_id\":\"0\"}]}}";

    @Inject
    TestCredentials credentials;

    @Inject
    CrmTasks tasks;

    @AfterEach
    void reset() {
        credentials.reset();
    }

    @Test
    void a_refused_token_is_replaced_and_the_call_repeated() {
        credentials.other = "next-token";
        crm.answers(401, REFUSAL).answers(200, GOOD);

        assertThat(client.list(TaskQuery.ALL, 1, 250).items()).hasSize(1);

        assertThat(tokens()).containsExactly("Bearer " + TestCredentials.TOKEN, "Bearer next-token");
        assertThat(credentials.refused()).containsExactly(new Token(TestCredentials.TOKEN));
    }

    @Test
    void adding_is_repeated_too_since_a_refused_call_was_not_taken() {
        credentials.other = "next-token";
        crm.answers(401, REFUSAL).answers(200, GOOD);

        assertThat(outcome()).isEqualTo(Outcome.Done.added(9));
        assertThat(crm.requests()).hasSize(2);
    }

    @Test
    void a_second_refusal_stands() {
        credentials.other = "next-token";
        crm.answers(401, REFUSAL).answers(401, REFUSAL);

        assertThat(outcome()).isInstanceOf(Outcome.Blocked.class);
        assertThat(crm.requests()).hasSize(2);
    }

    @Test
    void the_new_token_is_kept_when_other_trouble_follows() {
        credentials.other = "next-token";
        crm.answers(401, REFUSAL).answers(503, "").answers(200, GOOD);

        assertThat(client.list(TaskQuery.ALL, 1, 250).items()).hasSize(1);

        assertThat(tokens()).endsWith("Bearer next-token", "Bearer next-token");
        assertThat(credentials.refused()).containsOnly(new Token(TestCredentials.TOKEN));
    }

    @Test
    void without_another_token_the_call_is_not_repeated() {
        crm.answers(401, REFUSAL);

        assertThat(outcome())
                .isInstanceOfSatisfying(
                        Outcome.Blocked.class,
                        blocked -> assertThat(blocked.reason())
                                .contains("POST /api/v4/tasks answered 401", "Invalid user name or password"));
        assertThat(crm.requests()).hasSize(1);
        assertThat(credentials.refused()).hasSize(1);
    }

    @Test
    void without_access_orders_are_blocked_with_the_reason_and_nothing_is_sent() {
        credentials.trouble = new NoTokenException.NeedsPerson("account demo needs a person's consent");

        assertThat(outcome()).isEqualTo(new Outcome.Blocked("account demo needs a person's consent"));
        assertThatThrownBy(() -> client.get(7)).isInstanceOf(CrmException.NoAccess.class);
        assertThat(crm.requests()).isEmpty();
    }

    @Test
    void without_a_token_just_now_orders_wait_and_nothing_is_sent() {
        credentials.trouble = new NoTokenException.Passing("the store is away");

        assertThat(outcome()).isEqualTo(new Outcome.Later("the store is away"));
        assertThat(crm.requests()).isEmpty();
    }

    private Outcome outcome() {
        var orders = List.<TaskOrder>of(Orders.create("e", 5));
        return tasks.carryOut(visit(), orders).values().stream().findFirst().orElseThrow();
    }

    private List<String> tokens() {
        return crm.requests().stream()
                .map(request -> request.headers().get("Authorization"))
                .toList();
    }
}
