package dev.followup.warmup;

import dev.followup.account.Account;
import dev.followup.account.Accounts;
import dev.followup.config.ResourceLocation;
import dev.followup.crm.session.CrmSessions;
import dev.followup.telemetry.Output;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.time.Duration;

/// A warm-up with batches. They are of an account that exists only meanwhile, and has a rule book of its own.
/// Its CRM and its table are a server in this process. Log lines and metrics are made and not written. So
/// nothing is left but what the JVM has learned: an instance that is restored from the snapshot then runs
/// compiled code.
@ApplicationScoped
public class WarmUp {

    /// No account of the CRM has such a name: a name is the first label of a host.
    private static final String ACCOUNT = "_warm-up";

    private static final ResourceLocation RULES =
            new ResourceLocation("The rule book of the warm-up", "classpath:dev/followup/warmup/rules.yaml");

    private final Accounts accounts;
    private final CrmSessions sessions;
    private final AwsRedirect aws;

    WarmUp(Accounts accounts, CrmSessions sessions, AwsRedirect aws) {
        this.accounts = accounts;
        this.sessions = sessions;
        this.aws = aws;
    }

    /// Runs batches until the time is over.
    ///
    /// @param most the most batches
    /// @return how many it has run
    /// @throws IllegalStateException if one was not done; then no further one is run
    public int run(Batch batch, Duration time, int most) throws IOException {
        long end = System.nanoTime() + time.toNanos();
        try (var server = new WarmUpServer()) {
            var account = new Account(ACCOUNT, server.address(), RULES);
            accounts.warmUp(account);
            sessions.warmUp(account);
            aws.to(server.address());
            Output.mute();
            int done = 0;
            for (var events = new WarmUpEvents(ACCOUNT); done < most && System.nanoTime() < end; done++) {
                var reply = batch.run(events.next());
                if (!reply.contains("\"batchItemFailures\":[]")) {
                    throw new IllegalStateException("batch %d of the warm-up was answered by %s. The last error: %s"
                            .formatted(done, reply, Output.lastError()));
                }
            }
            return done;
        } finally {
            Output.unmute();
            aws.to(null);
            sessions.warmUp(null);
            accounts.warmUp(null);
        }
    }

    /// What runs a batch.
    public interface Batch {

        /// Runs it.
        ///
        /// @param event as Lambda passes it
        /// @return the reply
        String run(String event) throws IOException;
    }
}
