package dev.followup.local;

import dev.followup.function.Rehearsal;
import io.quarkus.arc.profile.IfBuildProfile;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import org.jboss.logging.Logger;

/// Tells in the log how the cases of the rule books go: at once, and whenever somebody has changed rules or cases.
@IfBuildProfile("dev")
@Singleton
class Prompter {

    private static final Logger LOG = Logger.getLogger(Prompter.class);

    /// How soon a change is seen, at the price of two looks at files.
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final Rehearsal rehearsal;
    private final Thread thread = Thread.ofVirtual().name("prompter").unstarted(this::run);

    Prompter(Rehearsal rehearsal) {
        this.rehearsal = rehearsal;
    }

    void start(@Observes StartupEvent event) {
        thread.start();
    }

    @PreDestroy
    void close() {
        thread.interrupt();
    }

    private void run() {
        try {
            while (true) {
                rehearsal.news().forEach(Prompter::tell);
                Thread.sleep(PAUSE);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private static void tell(Rehearsal.Result result) {
        LOG.log(result.good() ? Logger.Level.INFO : Logger.Level.WARN, result.words());
    }
}
