package dev.followup.devmode;

import static org.assertj.core.api.Assertions.assertThat;

import dev.followup.account.Accounts;
import dev.followup.config.TestConfig;
import dev.followup.rule.store.RuleBookStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(20)
class RuleBookAwaiterTest {

    private static final String VALID = """
            zone: UTC
            rules: [{ name: call, when: lead.added, then: [{ create-task: { text: "Call", due: 15m } }] }]
            """;

    private static final Logger LOG = Logger.getLogger(RuleBookAwaiter.class.getName());

    @TempDir
    Path directory;

    private final Lines lines = new Lines();

    @BeforeEach
    void listen() {
        LOG.addHandler(lines);
    }

    @AfterEach
    void stopListening() {
        LOG.removeHandler(lines);
    }

    @Test
    void a_valid_book_is_not_awaited() throws Exception {
        awaiter(write(VALID, 0)).await();
        assertThat(lines.seen).isEmpty();
    }

    @Test
    void a_wrong_book_at_the_start_is_awaited_until_it_is_corrected() throws Exception {
        var book = write(VALID.replace("due:", "do:").replace("when:", "wen:"), 0);
        var awaiter = awaiter(book);
        var start = Thread.ofVirtual().start(() -> {
            try {
                awaiter.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        lines.await(1);
        assertThat(lines.seen.getFirst())
                .contains("Correct the file and save it", "found no \"due\"", "did you mean \"when\"?");

        write("rules: [", 1);
        lines.await(2);
        assertThat(start.isAlive()).isTrue();

        write(VALID, 2);
        assertThat(start.join(Duration.ofSeconds(10))).isTrue();
        assertThat(lines.seen).hasSize(3).last().asString().contains("valid now");
    }

    private RuleBookAwaiter awaiter(Path book) {
        var config = TestConfig.with(Map.of(
                "followup.rules",
                "file:" + book,
                "followup.crm.host",
                "http://localhost:1",
                "followup.crm.loopback",
                "true"));
        return new RuleBookAwaiter(new Accounts(config), new RuleBookStore(config));
    }

    /// A file's time may be as coarse as a second: each version has its own.
    private Path write(String book, int version) throws Exception {
        var file = directory.resolve("rules.yaml");
        var next = Files.writeString(directory.resolve("next.yaml"), book);
        Files.setLastModifiedTime(
                next, FileTime.from(Instant.parse("2026-11-27T10:00:00Z").plusSeconds(version)));
        return Files.move(next, file, StandardCopyOption.REPLACE_EXISTING);
    }

    private static final class Lines extends Handler {

        private final List<String> seen = new CopyOnWriteArrayList<>();

        void await(int lines) throws InterruptedException {
            var until = System.nanoTime() + Duration.ofSeconds(10).toNanos();
            while (seen.size() < lines && System.nanoTime() < until) {
                Thread.sleep(20);
            }
            assertThat(seen).hasSize(lines);
        }

        @Override
        public void publish(LogRecord line) {
            var format = line.getMessage();
            seen.add(line.getParameters() == null ? format : format.formatted(line.getParameters()));
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }
}
