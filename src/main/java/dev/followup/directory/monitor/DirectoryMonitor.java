package dev.followup.directory.monitor;

import dev.followup.crm.directory.CrmDirectory;
import dev.followup.crm.session.CrmResult;
import dev.followup.crm.session.CrmSession;
import dev.followup.directory.Directory;
import dev.followup.directory.DirectoryChange;
import dev.followup.directory.DirectoryDiff;
import dev.followup.directory.NameUse;
import dev.followup.ledger.Ledger.AccountState;
import dev.followup.rule.store.RuleBookStore;
import dev.followup.telemetry.Metric;
import dev.followup.telemetry.Metrics;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// The monitor of an account's directory. Once a day it compares the directory beside the rules with the
/// account. What is gone and used by a rule is an error with the rule's line; all else that differs is one
/// line. It changes nothing.
@ApplicationScoped
public class DirectoryMonitor {

    private static final Logger LOG = Logger.getLogger(DirectoryMonitor.class);

    private static final Duration INTERVAL = Duration.ofDays(1);

    /// How soon a comparison that failed is made again.
    private static final Duration RETRY = Duration.ofHours(1);

    /// How long a comparison may delay an invocation that has tasks to send: longer than ten answers usually take.
    private static final Duration TIME_LIMIT = Duration.ofSeconds(8);

    /// The most differences in a line.
    private static final int MOST_SHOWN = 10;

    private final RuleBookStore books;
    private final CrmDirectory crm;
    private final Metrics metrics;

    /// The tick of the last comparison, by account: `scheduledUntil` does not advance while a scheduled rule fails.
    private final Map<String, Instant> comparedAt = new ConcurrentHashMap<>();

    /// When a comparison failed last, by account. It is lost with the instance, and then the next day's counts.
    private final Map<String, Instant> failedAt = new ConcurrentHashMap<>();

    public DirectoryMonitor(RuleBookStore books, CrmDirectory crm, Metrics metrics) {
        this.books = books;
        this.crm = crm;
        this.metrics = metrics;
    }

    /// Compares the directory with the account, if a comparison is due at this tick.
    ///
    /// @param state the account's state: an account whose circuit is open is not asked
    public void check(CrmSession session, AccountState state, Instant tick) {
        var account = session.account().name();
        if (!isDue(account, state.scheduledUntil(), tick)) {
            return;
        }
        var kept = books.directory(session.account());
        if (kept.isEmpty()) {
            return;
        }
        if (session.isClosed() || state.openCircuit() != null) {
            failedAt.put(account, tick);
            return;
        }
        switch (crm.read(session.child(TIME_LIMIT))) {
            case CrmResult.All<Directory>(var live) -> {
                failedAt.remove(account);
                comparedAt.put(account, tick);
                report(session, kept.get(), live);
            }
            case CrmResult.Failed<Directory>(var why) -> {
                failedAt.put(account, tick);
                LOG.warnf(
                        "%s: cannot compare the directory with the account: %s. It is compared again in an hour",
                        account, why.reason());
            }
        }
    }

    /// Whether a day has begun since the last tick and the last comparison; an hour after one that failed.
    private boolean isDue(String account, @Nullable Instant last, Instant tick) {
        var failed = failedAt.get(account);
        return failed != null
                ? !tick.isBefore(failed.plus(RETRY))
                : hasDayBegun(last, tick) && hasDayBegun(comparedAt.get(account), tick);
    }

    private static boolean hasDayBegun(@Nullable Instant since, Instant tick) {
        return since == null || day(since) < day(tick);
    }

    private static long day(Instant time) {
        return Math.floorDiv(time.getEpochSecond(), INTERVAL.toSeconds());
    }

    private void report(CrmSession session, Directory kept, Directory live) {
        var account = session.account().name();
        var file = books.directoryInUse(session.account()).name();
        var uses = books.of(session.account()).uses();
        var byEffect = DirectoryDiff.of(kept, live).stream()
                .collect(Collectors.partitioningBy(change -> change.isBreaking() && isUsed(change, kept, uses)));
        var broken = byEffect.getOrDefault(true, List.of());
        var others = byEffect.getOrDefault(false, List.of());
        for (var change : broken) {
            LOG.errorf(
                    "%s: %s, and rules use it: %s. Change the rules or the account, then make directory.yaml again",
                    account, change.words(), places(change, kept, uses));
        }
        if (!others.isEmpty()) {
            LOG.infof(
                    "%s: the account differs from %s in %d more names, which no rule misses: %s%s. Make the file again",
                    account,
                    file,
                    others.size(),
                    others.stream()
                            .limit(MOST_SHOWN)
                            .map(DirectoryChange::words)
                            .collect(Collectors.joining("; ")),
                    others.size() > MOST_SHOWN ? "; …" : "");
        }
        metrics.set(account, Metric.DIRECTORY_PROBLEMS, broken.size());
    }

    private static boolean isUsed(DirectoryChange change, Directory kept, Set<NameUse> uses) {
        return uses.stream().anyMatch(use -> isOf(use, change, kept));
    }

    private static boolean isOf(NameUse use, DirectoryChange change, Directory kept) {
        return use.kind() == change.kind()
                && kept.id(use).filter(change.key()::equals).isPresent();
    }

    /// Where rules use what has changed, as in `call-new-lead.if.lead.status_id (rules.yaml:7:23)`.
    private static String places(DirectoryChange change, Directory kept, Set<NameUse> uses) {
        return uses.stream()
                .filter(use -> isOf(use, change, kept))
                .limit(MOST_SHOWN)
                .map(use -> use.path() + " (" + use.position() + ")")
                .collect(Collectors.joining(", "));
    }
}
