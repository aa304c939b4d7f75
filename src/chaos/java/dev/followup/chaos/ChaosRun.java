package dev.followup.chaos;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// One run.
final class ChaosRun implements AutoCloseable {

    private static final List<String> ACCOUNTS = List.of("north", "south", "west");

    /// How many hooks stand between two messages that nobody can read.
    private static final int HEALTHY = 25;

    /// The share of batches that come again though they are done.
    private static final double FORGOTTEN = 0.03;

    /// Fewer messages than this are no backlog: what is left are ticks.
    private static final int FEW = 20;

    private final ChaosSettings settings;
    private final Random dice;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final List<AccountRun> accounts;
    private final Deployment fleet;
    private final PoisonMessages poison = new PoisonMessages();
    private Future<Integer> block = CompletableFuture.completedFuture(0);

    ChaosRun(ChaosSettings settings) throws IOException, InterruptedException, ExecutionException {
        this.settings = settings;
        this.dice = new Random(settings.seed());
        var crms = ACCOUNTS.stream().map(SandboxAccount::new).toList();
        this.fleet = new Deployment(crms, ChaosTimeouts.OF_CHAOS, settings.instances(), FORGOTTEN);
        this.accounts = accounts(crms);
    }

    private List<AccountRun> accounts(List<SandboxAccount> crms) throws InterruptedException, ExecutionException {
        var reported = new ArrayList<Future<AccountRun>>();
        for (var crm : crms) {
            var own = new Random(dice.nextLong());
            reported.add(threads.submit(() -> AccountRun.of(crm, settings.events() / ACCOUNTS.size(), own)));
        }
        var reconstructed = new ArrayList<AccountRun>();
        for (var one : reported) {
            reconstructed.add(one.get());
        }
        return List.copyOf(reconstructed);
    }

    ChaosReport run() throws IOException, InterruptedException, ExecutionException {
        var killer = new WorkerKiller(fleet.mappings(), settings.killEvery(), settings.kills(), new Random(dice.nextLong()));
        var listeners = accounts.stream().map(account -> listener(account, killer)).toList();
        accounts.forEach(account -> account.disturb(dice.nextInt(1_000_000)));
        var begin = Instant.now();
        threads.execute(killer);
        var sent = feed();
        await().atMost(Duration.ofMinutes(30)).until(() -> fleet.cloud().messages(fleet.cloud().inbox) < FEW);
        killer.end();
        var heldUp = block.get();
        accounts.forEach(AccountRun::calm);
        fleet.end();
        var time = Duration.between(begin, Instant.now());
        listeners.forEach(WebhookListener::close);
        var report = new ChaosReport();
        report.add("seed", settings.seed());
        report.add("hooks sent, repeats included", sent);
        report.count(accounts);
        report.compare(accounts);
        report.bury(poison.bodies(), fleet.cloud().exhume());
        report.met("workers killed", killer.kills());
        report.met("orders held up by a block", heldUp);
        report.describe(fleet);
        report.add("seconds", time.toSeconds());
        return report;
    }

    private static WebhookListener listener(AccountRun account, WorkerKiller killer) {
        var listener = new WebhookListener(_ -> killer.taskAdded(account.account()));
        account.crm().subscribe(listener.address(), List.of("add_task"));
        return listener;
    }

    /// Sends the hooks of all accounts in turn, some of them twice.
    ///
    /// @return how many were sent
    private int feed() throws InterruptedException {
        int sent = 0;
        var most = accounts.getFirst().webhooks().size();
        for (int i = 0; i < most; i++) {
            if (i == most / 3) {
                block = threads.submit(() -> accounts.getFirst().block(fleet.cloud().ledger()));
            }
            for (var account : accounts) {
                if (sent % HEALTHY == 0) {
                    poison.pour(fleet.post(), account.account());
                }
                fleet.post().webhook(account.account(), account.webhooks().get(i));
                sent++;
                if (dice.nextInt(20) == 0) {
                    fleet.post().webhook(account.account(), account.webhooks().get(dice.nextInt(i + 1)));
                    sent++;
                }
                Thread.sleep(1_000 / settings.perSecond());
            }
        }
        return sent;
    }

    @Override
    public void close() {
        threads.shutdownNow();
        fleet.close();
        accounts.forEach(account -> account.crm().close());
    }
}
