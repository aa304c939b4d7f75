package dev.followup.crm.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.followup.account.Account;
import dev.followup.account.token.Token;
import dev.followup.account.token.TokenProvider;
import dev.followup.account.token.TokenUnavailableException;
import dev.followup.crm.CrmTest;
import dev.followup.crm.FastCrm;
import dev.followup.crm.TestTokenProvider;
import dev.followup.crm.task.CrmTasks;
import dev.followup.task.TaskQuery;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.ArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The availability that a session reports, and the calls that it sends.
@QuarkusTest
@TestProfile(FastCrm.class)
class CrmSessionTest extends CrmTest {

    @Inject
    CrmTasks tasks;

    @Inject
    TestTokenProvider tokens;

    @AfterEach
    void reset() {
        tokens.reset();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "200 | {}     | Available",
                "204 | ''     | Available",
                "404 | {}     | NoAnswer",
                "403 | {}     | NoAnswer",
                "400 | {\"title\": \"No\"} | Available",
                "403 | <html> | Unavailable",
                "402 | {}     | Unavailable",
                "401 | {}     | Unavailable",
                "429 | {}     | NoAnswer",
                "503 | <html> | NoAnswer"
            })
    void derives_the_availability_of_the_account_from_the_answers(int status, String body, String verdict) {
        for (int attempt = 0; attempt < 5; attempt++) {
            crm.answers(status, body);
        }
        var session = session();
        tasks.find(session, TaskQuery.ALL);
        assertThat(session.availability().getClass().getSimpleName()).isEqualTo(verdict);
    }

    @Test
    void knows_nothing_of_an_account_that_was_not_called() {
        assertThat(session().availability()).isEqualTo(new AccountAvailability.Unknown());
        var late = lateSession();
        tasks.find(late, TaskQuery.ALL);
        assertThat(late.availability()).isEqualTo(new AccountAvailability.Unknown());
    }

    @Test
    void an_account_without_a_token_is_unavailable_though_nothing_was_sent() {
        tokens.trouble = new TokenUnavailableException.NeedsPerson("demo needs a person's consent");
        var session = session();
        tasks.find(session, TaskQuery.ALL);
        assertThat(session.availability())
                .isEqualTo(new AccountAvailability.Unavailable("demo needs a person's consent"));
        assertThat(crm.requests()).isEmpty();
    }

    @Test
    void sends_nothing_after_a_block() {
        crm.answers(200, "{}").answers(403, "<html>blocked</html>");
        var session = session();
        tasks.find(session, TaskQuery.ALL);
        assertThat(session.isClosed()).isFalse();
        tasks.find(session, TaskQuery.ALL);
        assertThat(session.isClosed()).isTrue();
        assertThat(tasks.find(session, TaskQuery.ALL))
                .isInstanceOfSatisfying(
                        CrmResult.Failed.class,
                        failed -> assertThat(failed.why()).isInstanceOf(CrmFailure.Blocked.class));
        assertThat(session.availability()).isInstanceOf(AccountAvailability.Unavailable.class);
        assertThat(crm.requests()).hasSize(2);
    }

    @Test
    void a_blocked_session_requests_no_token_and_sends_nothing() {
        tokens.trouble = new TokenUnavailableException.Passing("must not be asked");
        var session = sessions.blocked(crm.account(), "blocked since noon");
        assertThat(tasks.find(session, TaskQuery.ALL))
                .isEqualTo(new CrmResult.Failed<>(new CrmFailure.Blocked("blocked since noon")));
        assertThat(session.availability()).isEqualTo(new AccountAvailability.Unknown());
        assertThat(crm.requests()).isEmpty();
    }

    @Test
    void refreshes_the_token_unless_the_session_is_closed() {
        var kept = new ArrayList<Account>();
        TokenProvider tokens = account -> {
            kept.add(account);
            return new Token("token");
        };
        sessions.blocked(crm.account(), "blocked since noon").refreshTokenIfDue(tokens);
        assertThat(kept).isEmpty();
        session().refreshTokenIfDue(tokens);
        assertThat(kept).containsExactly(crm.account());
    }

    @Test
    void the_end_of_the_first_half_leaves_time_for_the_rest() throws Exception {
        crm.answers(200, "{}");
        var session = sessions.begin(crm.account(), Instant.now().plusSeconds(4));
        var half = session.firstHalf();
        Thread.sleep(2_010);
        tasks.find(half, TaskQuery.ALL);
        assertThat(half.isClosed()).isTrue();
        assertThat(session.isClosed()).isFalse();
        assertThat(crm.requests()).isEmpty();
        tasks.find(session, TaskQuery.ALL);
        assertThat(crm.requests()).hasSize(1);
        assertThat(half.availability()).isEqualTo(new AccountAvailability.Available());
    }

    @Test
    void a_block_in_the_first_half_closes_the_whole_session() {
        crm.answers(403, "<html>");
        var session = session();
        tasks.find(session.firstHalf(), TaskQuery.ALL);
        assertThat(session.isClosed()).isTrue();
        assertThat(session.availability()).isInstanceOf(AccountAvailability.Unavailable.class);
    }
}
