package dev.followup.crm;

import dev.followup.account.Account;
import dev.followup.crm.session.CrmResult;
import dev.followup.crm.session.CrmSession;
import dev.followup.crm.session.CrmSessions;
import dev.followup.crm.task.TasksApi;
import dev.followup.crm.task.TasksClient;
import jakarta.inject.Inject;
import java.time.Instant;
import org.eclipse.microprofile.rest.client.inject.RestClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/// The base of tests of the real client against a fake CRM.
public abstract class CrmTest {

    @Inject
    @RestClient
    TasksApi api;

    @Inject
    public CrmSessions sessions;

    public FakeCrm crm;
    public TasksClient client;

    @BeforeEach
    void start() {
        crm = new FakeCrm();
        client = client(crm.account());
    }

    /// A session with the fake CRM that has time enough.
    public CrmSession session() {
        return sessions.begin(crm.account(), Instant.now().plusSeconds(20));
    }

    /// A session that has no time left.
    public CrmSession lateSession() {
        return sessions.begin(crm.account(), Instant.now().minusSeconds(1));
    }

    @AfterEach
    void stop() {
        crm.close();
    }

    public TasksClient client(Account account) {
        return new TasksClient(api, sessions.begin(account, Instant.now().plusSeconds(20)));
    }

    /// What a query found; fails if the query failed.
    public static <T> T all(CrmResult<T> found) {
        return switch (found) {
            case CrmResult.All(var all) -> all;
            case CrmResult.Failed(var why) -> throw new AssertionError(why);
        };
    }
}
