package dev.followup.devmode;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.followup.TestClock;
import dev.followup.account.Account;
import dev.followup.account.Accounts;
import dev.followup.account.token.SecretStore;
import dev.followup.crm.session.CrmFailure;
import dev.followup.crm.session.CrmResult;
import dev.followup.crm.session.CrmSessions;
import dev.followup.crm.task.CrmTasks;
import dev.followup.sandbox.Sandbox;
import dev.followup.task.TaskQuery;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import jakarta.enterprise.inject.Alternative;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// The tokens of an account from a consent to its end and the next one, with the whole application against the
/// sandbox's token endpoint.
@QuarkusTest
@TestProfile(OAuthJourneyTest.WithConsent.class)
class OAuthJourneyTest {

    private static final Duration DAY = Duration.ofDays(1);

    @Inject
    Accounts accounts;

    @Inject
    CrmTasks crm;

    @Inject
    CrmSessions sessions;

    @Test
    void a_consent_serves_until_it_is_revoked_and_then_the_next_one_does() throws Exception {
        var account = accounts.find("consented").orElseThrow();
        assertThat(look(account)).isInstanceOf(CrmResult.All.class);
        assertThat(look(account)).isInstanceOf(CrmResult.All.class);
        assertThat(tokenRequests(account)).isEqualTo("{\"200\":1}");

        World.pass(DAY);
        assertThat(look(account)).isInstanceOf(CrmResult.All.class);
        World.pass(DAY);
        assertThat(look(account)).isInstanceOf(CrmResult.All.class);
        assertThat(tokenRequests(account)).isEqualTo("{\"200\":3}");

        call(account, "POST", "/_sandbox/reset");
        World.pass(DAY);
        assertBlocked(look(account));
        World.pass(DAY);
        assertBlocked(look(account));
        assertThat(tokenRequests(account)).isEqualTo("{\"401\":1}");

        World.secret = "client-secret code-2";
        World.pass(DAY);
        assertThat(look(account)).isInstanceOf(CrmResult.All.class);
        assertThat(tokenRequests(account)).isEqualTo("{\"200\":1,\"401\":2}");
    }

    private CrmResult<?> look(Account account) {
        return crm.find(sessions.begin(account, World.CLOCK.instant().plusSeconds(20)), TaskQuery.ALL);
    }

    private static void assertBlocked(CrmResult<?> found) {
        assertThat(found)
                .isInstanceOfSatisfying(
                        CrmResult.Failed.class,
                        failed -> assertThat(failed.why())
                                .isInstanceOfSatisfying(
                                        CrmFailure.Blocked.class,
                                        blocked -> assertThat(blocked.reason())
                                                .contains(
                                                        "Cannot decrypt the refresh token",
                                                        "account consented needs a person")
                                                .doesNotContain("client-secret", "code-1")));
    }

    /// The number of token requests by status. Nothing else is posted here.
    private static String tokenRequests(Account account) throws Exception {
        return new ObjectMapper()
                .readTree(call(account, "GET", "/_sandbox/stats"))
                .at("/requests/POST")
                .toString();
    }

    private static String call(Account account, String method, String path) throws Exception {
        try (var http = HttpClient.newHttpClient()) {
            var request = HttpRequest.newBuilder(account.host().resolve(path))
                    .method(method, BodyPublishers.noBody())
                    .build();
            return http.send(request, BodyHandlers.ofString()).body();
        }
    }

    /// An application with a list of accounts and a clock that the test sets.
    public static final class WithConsent implements QuarkusTestProfile {

        @Override
        public Set<Class<?>> getEnabledAlternatives() {
            return Set.of(World.class);
        }

        @Override
        public List<TestResourceEntry> testResources() {
            return List.of(new TestResourceEntry(ListedSandbox.class));
        }

        @Override
        public boolean disableGlobalTestResources() {
            return true;
        }
    }

    /// The stand-ins for Secrets Manager and the clock.
    @Singleton
    @Alternative
    static class World {

        static final TestClock CLOCK = new TestClock();
        static volatile String secret = "client-secret code-1";

        static void pass(Duration time) {
            CLOCK.pass(time);
        }

        @Produces
        @Singleton
        SecretStore secrets() {
            return _ -> secret;
        }

        @Produces
        @Singleton
        Clock clock() {
            return CLOCK;
        }
    }

    /// A sandbox, in a file of accounts.
    public static final class ListedSandbox implements QuarkusTestResourceLifecycleManager {

        private final Sandbox sandbox = Sandbox.start(0);
        private @Nullable Path file;

        @Override
        public Map<String, String> start() {
            try {
                file = Files.writeString(Files.createTempFile("accounts", ".yaml"), """
                        - name: consented
                          host: %s
                          oauth: { client-id: client-1, secret: any, redirect-uri: "https://example.com/crm" }
                        """.formatted(sandbox.address()));
                return Map.of("followup.accounts", "file:" + file);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void stop() {
            sandbox.close();
            if (file != null) {
                file.toFile().delete();
            }
        }
    }
}
