package dev.followup.crm.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.followup.account.token.Token;
import dev.followup.account.token.TokenUnavailableException;
import dev.followup.crm.CrmTest;
import dev.followup.crm.FastCrm;
import dev.followup.crm.TestTokenProvider;
import dev.followup.crm.task.CrmTasks;
import dev.followup.crm.task.SampleCommands;
import dev.followup.task.Outcome;
import dev.followup.task.TaskCommand;
import dev.followup.task.TaskQuery;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// The outcome of calls whose token is refused, or that have none.
@QuarkusTest
@TestProfile(FastCrm.class)
class TokenRefusalTest extends CrmTest {

    private static final String REFUSAL = "{\"detail\":\"Invalid user name or password\"}";
    private static final String GOOD = "{\"_embedded\":{\"tasks\":[{\"id\":9,\"request_id\":\"0\"}]}}";

    @Inject
    TestTokenProvider tokens;

    @Inject
    CrmTasks tasks;

    @AfterEach
    void reset() {
        tokens.reset();
    }

    @Test
    void replaces_a_refused_token_and_retries_the_call() {
        tokens.other = "next-token";
        crm.answers(401, REFUSAL).answers(200, GOOD);

        assertThat(client.list(TaskQuery.ALL, 1, 250).items()).hasSize(1);

        assertThat(tokens()).containsExactly("Bearer " + TestTokenProvider.TOKEN, "Bearer next-token");
        assertThat(tokens.refused()).containsExactly(new Token(TestTokenProvider.TOKEN));
    }

    @Test
    void retries_even_adding_since_a_refused_call_was_not_taken() {
        tokens.other = "next-token";
        crm.answers(401, REFUSAL).answers(200, GOOD);

        assertThat(outcome()).isEqualTo(Outcome.Done.added(9));
        assertThat(crm.requests()).hasSize(2);
    }

    @Test
    void fails_after_a_second_refusal() {
        tokens.other = "next-token";
        crm.answers(401, REFUSAL).answers(401, REFUSAL);

        assertThat(outcome()).isInstanceOf(Outcome.Blocked.class);
        assertThat(crm.requests()).hasSize(2);
    }

    @Test
    void keeps_the_new_token_after_another_failure() {
        tokens.other = "next-token";
        crm.answers(401, REFUSAL).answers(503, "").answers(200, GOOD);

        assertThat(client.list(TaskQuery.ALL, 1, 250).items()).hasSize(1);

        assertThat(tokens()).endsWith("Bearer next-token", "Bearer next-token");
        assertThat(tokens.refused()).containsOnly(new Token(TestTokenProvider.TOKEN));
    }

    @Test
    void does_not_retry_without_another_token() {
        crm.answers(401, REFUSAL);

        assertThat(outcome())
                .isInstanceOfSatisfying(
                        Outcome.Blocked.class,
                        blocked -> assertThat(blocked.reason())
                                .contains("POST /api/v4/tasks answered 401", "Invalid user name or password"));
        assertThat(crm.requests()).hasSize(1);
        assertThat(tokens.refused()).hasSize(1);
    }

    @Test
    void blocks_commands_and_sends_nothing_if_a_person_must_provide_a_token() {
        tokens.trouble = new TokenUnavailableException.NeedsPerson("account demo needs a person's consent");

        assertThat(outcome()).isEqualTo(new Outcome.Blocked("account demo needs a person's consent"));
        assertThatThrownBy(() -> client.list(TaskQuery.ALL, 1, 250)).isInstanceOf(CrmException.NoAccess.class);
        assertThat(crm.requests()).isEmpty();
    }

    @Test
    void defers_commands_and_sends_nothing_if_no_token_is_available_now() {
        tokens.trouble = new TokenUnavailableException.Passing("the store is away");

        assertThat(outcome()).isEqualTo(new Outcome.Deferred("the store is away"));
        assertThat(crm.requests()).isEmpty();
    }

    private Outcome outcome() {
        var commands = List.<TaskCommand>of(SampleCommands.create("e", 5));
        return tasks.carryOut(session(), commands).values().stream().findFirst().orElseThrow();
    }

    private List<String> tokens() {
        return crm.requests().stream()
                .map(request -> request.headers().get("Authorization"))
                .toList();
    }
}
