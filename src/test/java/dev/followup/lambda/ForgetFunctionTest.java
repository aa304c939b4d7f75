package dev.followup.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import dev.followup.account.Accounts;
import dev.followup.config.TestConfig;
import dev.followup.explain.Explanation.Refusal;
import dev.followup.inbox.RecordingInbox;
import dev.followup.lambda.ForgetFunction.Request;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ForgetFunctionTest {

    private final RecordingInbox inbox = new RecordingInbox();
    private final ForgetFunction forget =
            new ForgetFunction(new Accounts(TestConfig.with(Map.of("followup.crm.host", "demo.amocrm.ru"))), inbox);

    @Test
    void asks_the_worker_through_the_inbox() {
        assertThat(forget.forget(new Request("demo", "leads/501")).answer())
                .isEqualTo("leads/501 is forgotten as soon as the worker has read it");
        assertThat(inbox.requests).containsExactly("demo {\"followup\": \"forget\", \"subject\": \"leads/501\"}");
    }

    @Test
    void says_that_the_inbox_is_away() {
        inbox.open = false;
        assertThat(forget.forget(new Request("demo", "leads/501")).refused())
                .extracting(Refusal::where)
                .containsExactly("inbox");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                  |           | account | found none, expected one that is served here: demo
            other | leads/501 | account | found other, expected one that is served here: demo
            demo  |           | entity  | found none, expected one such as leads/501
            demo  | 501       | entity  | found 501, expected one such as leads/501
            """)
    void reports_what_is_wrong_and_sends_nothing(String account, String entity, String where, String reason) {
        var answer = forget.forget(new Request(account, entity));
        assertThat(answer.answer()).isNull();
        assertThat(answer.refused()).containsExactly(new Refusal(where, reason));
        assertThat(inbox.requests).isEmpty();
    }
}
