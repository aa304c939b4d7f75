package dev.followup.crm;

import dev.followup.account.Account;
import jakarta.inject.Inject;
import java.time.Instant;
import org.eclipse.microprofile.rest.client.inject.RestClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/// A test of the real client against a fake CRM.
abstract class CrmTest {

    @Inject
    @RestClient
    TasksApi api;

    @Inject
    Visits visits;

    FakeCrm crm;
    TasksClient client;

    @BeforeEach
    void start() {
        crm = new FakeCrm();
        client = client(crm.account());
    }

    /// A visit to the fake CRM with time enough.
    Visit visit() {
        return visits.begin(crm.account(), Instant.now().plusSeconds(20));
    }

    /// A visit that has no time left.
    Visit lateVisit() {
        return visits.begin(crm.account(), Instant.now().minusSeconds(1));
    }

    @AfterEach
    void stop() {
        crm.close();
    }

    TasksClient client(Account account) {
        return new TasksClient(api, visits.begin(account, Instant.now().plusSeconds(20)));
    }

    /// What was found; fails where it could not be looked for.
    static <T> T all(Found<T> found) {
        return switch (found) {
            case Found.All(var all) -> all;
            case Found.Failed(var why) -> throw new AssertionError(why);
        };
    }
}
