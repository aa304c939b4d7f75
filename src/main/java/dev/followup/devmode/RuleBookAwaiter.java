package dev.followup.devmode;

import dev.followup.account.Account;
import dev.followup.account.Accounts;
import dev.followup.config.ResourceLocation;
import dev.followup.rule.store.RuleBookStore;
import dev.followup.yaml.InvalidFileException;
import io.quarkus.arc.profile.IfBuildProfile;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/// The wait for valid rule books before anything else starts: a person corrects a wrong one while it lasts. A
/// deployed function refuses to start instead.
@IfBuildProfile("dev")
@Singleton
class RuleBookAwaiter {

    private static final Logger LOG = Logger.getLogger(RuleBookAwaiter.class);

    /// Before the check that refuses wrong books.
    private static final int BEFORE_THE_CHECK = 0;

    private static final Duration PAUSE = Duration.ofMillis(300);

    private final Accounts accounts;
    private final RuleBookStore books;

    RuleBookAwaiter(Accounts accounts, RuleBookStore books) {
        this.accounts = accounts;
        this.books = books;
    }

    void start(@Observes @Priority(BEFORE_THE_CHECK) StartupEvent event) {
        try {
            await();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt(); // dev mode ends
        }
    }

    /// Returns as soon as all books are valid, or those that are wrong cannot change.
    void await() throws InterruptedException {
        boolean wasWrong = false;
        while (true) {
            var before = writtenAt();
            var problems = problems();
            if (problems.isEmpty()) {
                if (wasWrong) {
                    LOG.info("The rules are valid now. Followup starts.");
                }
                return;
            }
            wasWrong = true;
            LOG.errorf(
                    "The rules are wrong. Correct the file and save it: Followup waits for that.%n%s",
                    String.join(System.lineSeparator(), problems));
            while (writtenAt().equals(before)) {
                Thread.sleep(PAUSE);
            }
        }
    }

    private Set<String> problems() {
        var problems = new LinkedHashSet<String>();
        for (Account account : accounts.all()) {
            try {
                books.of(account);
            } catch (InvalidFileException | IllegalArgumentException e) {
                if (books.location(account).canChange()) {
                    problems.add(String.valueOf(e.getMessage()));
                }
            }
        }
        return problems;
    }

    private List<FileTime> writtenAt() {
        return accounts.all().stream()
                .flatMap(account -> Stream.of(books.location(account), books.directoryInUse(account)))
                .map(ResourceLocation::writtenAt)
                .toList();
    }
}
