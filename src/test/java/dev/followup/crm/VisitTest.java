package dev.followup.crm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.followup.account.Account;
import dev.followup.account.Credentials;
import dev.followup.account.NoTokenException;
import dev.followup.account.Token;
import dev.followup.task.Outcome;
import dev.followup.task.TaskQuery;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.util.ArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What a visit tells of its account, and whom it lets through.
@QuarkusTest
@TestProfile(FastCrm.class)
class VisitTest extends CrmTest {

    @Inject
    CrmTasks tasks;

    @Inject
    TestCredentials credentials;

    @AfterEach
    void reset() {
        credentials.reset();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "200 | {}     | Serves",
                "204 | ''     | Serves",
                "404 | {}     | Serves",
                "403 | {}     | Serves",
                "403 | <html> | Closed",
                "402 | {}     | Closed",
                "401 | {}     | Closed",
                "429 | {}     | Silent",
                "503 | <html> | Silent"
            })
    void tells_by_the_answers_whether_the_crm_serves_the_account(int status, String body, String verdict) {
        for (int attempt = 0; attempt < 5; attempt++) {
            crm.answers(status, body);
        }
        var visit = visit();
        tasks.get(visit, 7);
        assertThat(visit.verdict().getClass().getSimpleName()).isEqualTo(verdict);
    }

    @Test
    void tells_nothing_of_an_account_that_nobody_called() {
        assertThat(visit().verdict()).isEqualTo(new Verdict.Unasked());
        var late = lateVisit();
        tasks.get(late, 7);
        assertThat(late.verdict()).isEqualTo(new Verdict.Unasked());
    }

    @Test
    void an_account_without_access_is_closed_though_nothing_was_sent() {
        credentials.trouble = new NoTokenException.NeedsPerson("demo needs a person's consent");
        var visit = visit();
        tasks.get(visit, 7);
        assertThat(visit.verdict()).isEqualTo(new Verdict.Closed("demo needs a person's consent"));
        assertThat(crm.requests()).isEmpty();
    }

    @Test
    void whatever_is_asked_after_a_block_is_not_sent() {
        crm.answers(200, "{}").answers(403, "<html>blocked</html>");
        var visit = visit();
        tasks.get(visit, 7);
        assertThat(visit.isClosed()).isFalse();
        tasks.get(visit, 8);
        assertThat(visit.isClosed()).isTrue();
        assertThat(tasks.find(visit, TaskQuery.ALL))
                .isInstanceOfSatisfying(
                        Found.Failed.class, failed -> assertThat(failed.why()).isInstanceOf(Outcome.Blocked.class));
        assertThat(visit.verdict()).isInstanceOf(Verdict.Closed.class);
        assertThat(crm.requests()).hasSize(2);
    }

    @Test
    void a_barred_visit_asks_for_no_token_and_sends_nothing() {
        credentials.trouble = new NoTokenException.Passing("must not be asked");
        var visit = visits.barred(crm.account(), "blocked since noon");
        assertThat(tasks.get(visit, 7)).isEqualTo(new Found.Failed<>(new Outcome.Blocked("blocked since noon")));
        assertThat(visit.verdict()).isEqualTo(new Verdict.Unasked());
        assertThat(crm.requests()).isEmpty();
    }

    @Test
    void keeps_the_access_of_an_account_unless_that_is_closed() {
        var kept = new ArrayList<Account>();
        Credentials credentials = account -> {
            kept.add(account);
            return new Token("token");
        };
        visits.barred(crm.account(), "blocked since noon").keep(credentials);
        assertThat(kept).isEmpty();
        visit().keep(credentials);
        assertThat(kept).containsExactly(crm.account());
    }
}
