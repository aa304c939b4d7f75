package dev.followup.devmode;

import dev.followup.explain.cases.RuleCaseWatcher;
import io.quarkus.arc.profile.IfBuildProfile;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import org.jboss.logging.Logger;

/// A reporter of the rule books' cases: it logs their results at the start and after each change of rules or
/// cases.
@IfBuildProfile("dev")
@Singleton
class RuleCaseReporter {

    private static final Logger LOG = Logger.getLogger(RuleCaseReporter.class);

    /// How soon a change is noticed, at the price of reading two files' times.
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final RuleCaseWatcher watcher;
    private final Thread thread = Thread.ofVirtual().name("rule cases").unstarted(this::run);

    RuleCaseReporter(RuleCaseWatcher watcher) {
        this.watcher = watcher;
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
                watcher.news().forEach(RuleCaseReporter::report);
                Thread.sleep(PAUSE);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private static void report(RuleCaseWatcher.Result result) {
        LOG.log(result.good() ? Logger.Level.INFO : Logger.Level.WARN, result.words());
    }
}
