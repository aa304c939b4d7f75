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

/// A chaos run: accounts, a deployment, faults and a report.
final class ChaosRun implements AutoCloseable {

    private static final List<String> ACCOUNTS = List.of("north", "south", "west");

    /// The number of webhooks from one poison message to the next.
    private static final int HEALTHY = 25;

    /// The share of batches that are received again though they are done.
    private static final double FORGOTTEN = 0.03;

    /// How long the table is away, once in a run.
    private static final Duration TABLE_AWAY = Duration.ofSeconds(10);

    /// How long an account may stand still after a failure within the first hour. Not divided, since the delays
    /// before messages are delivered again are not.
    private static final Duration LONGEST_STANDSTILL = Duration.ofSeconds(30);

    /// How much longer a machine may take that also runs the CRM, the queue and the table.
    private static final Duration SLOW_MACHINE = Duration.ofSeconds(3);

    /// How much longer than the visibility time-out it may take until another worker has started there.
    private static final Duration SLOW_START = Duration.ofSeconds(10);

    /// Fewer messages than this are no backlog: they are ticks.
    private static final int FEW = 20;

    private final ChaosSettings settings;
    private final Random random;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final List<AccountRun> accounts;
    private final Deployment deployment;
    private final PoisonMessages poison = new PoisonMessages();
    private Future<Integer> block = CompletableFuture.completedFuture(0);
    private Future<Duration> outage = CompletableFuture.completedFuture(Duration.ZERO);

    ChaosRun(ChaosSettings settings) throws IOException, InterruptedException, ExecutionException {
        this.settings = settings;
        this.random = new Random(settings.seed());
        var crms = ACCOUNTS.stream().map(SandboxAccount::new).toList();
        this.deployment = new Deployment(crms, ChaosTimeouts.OF_CHAOS, settings.instances(), FORGOTTEN);
        this.accounts = accounts(crms);
    }

    private List<AccountRun> accounts(List<SandboxAccount> crms) throws InterruptedException, ExecutionException {
        var reported = new ArrayList<Future<AccountRun>>();
        for (var crm : crms) {
            var own = new Random(random.nextLong());
            reported.add(threads.submit(() -> AccountRun.of(crm, settings.events() / ACCOUNTS.size(), own)));
        }
        var runs = new ArrayList<AccountRun>();
        for (var one : reported) {
            runs.add(one.get());
        }
        return List.copyOf(runs);
    }

    ChaosReport run() throws IOException, InterruptedException, ExecutionException {
        var killer = new WorkerKiller(deployment.mappings(), settings.killEvery(), settings.kills(), new Random(random.nextLong()));
        var listeners = accounts.stream().map(account -> listener(account, killer)).toList();
        accounts.forEach(account -> account.disturb(random.nextInt(1_000_000)));
        var begin = Instant.now();
        threads.execute(killer);
        var watch = threads.submit(new CrmWatch(accounts.stream().map(AccountRun::crm).toList(), deployment.standstills()));
        var sent = sendAll();
        await().atMost(Duration.ofMinutes(30)).until(() -> deployment.cloud().messages(deployment.cloud().inbox) < FEW);
        killer.end();
        var heldUp = block.get();
        var tableAway = outage.get();
        watch.cancel(true);
        accounts.forEach(AccountRun::calm);
        deployment.end();
        var time = Duration.between(begin, Instant.now());
        listeners.forEach(WebhookListener::close);
        var report = new ChaosReport();
        report.add("seed", settings.seed());
        report.add("webhooks sent, repeats included", sent);
        report.count(accounts);
        report.compare(accounts);
        report.compareDeadLetters(poison.bodies(), deployment.cloud().receiveDeadLetters());
        report.met("workers killed", killer.kills());
        report.met("commands held up by a block", heldUp);
        report.describe(deployment);
        report.add("seconds without the table", tableAway.toSeconds());
        report.standstills(deployment.standstills().longest(), cause -> cause.equals(Standstills.KILLED)
                ? ChaosTimeouts.OF_CHAOS.visibility().plus(SLOW_START)
                : LONGEST_STANDSTILL.plus(SLOW_MACHINE));
        report.add("seconds", time.toSeconds());
        return report;
    }

    private static WebhookListener listener(AccountRun account, WorkerKiller killer) {
        var listener = new WebhookListener(_ -> killer.taskAdded(account.account()));
        account.crm().subscribe(listener.address(), List.of("add_task"));
        return listener;
    }

    /// Sends the webhooks of all accounts in turn, some of them twice.
    ///
    /// @return how many were sent
    private int sendAll() throws InterruptedException {
        int sent = 0;
        var most = accounts.getFirst().webhooks().size();
        for (int i = 0; i < most; i++) {
            if (i == most / 3) {
                block = threads.submit(this::block);
            }
            if (i == most * 2 / 3) {
                outage = threads.submit(this::loseTable);
            }
            for (var account : accounts) {
                if (sent % HEALTHY == 0) {
                    poison.send(deployment.publisher(), account.account());
                }
                deployment.publisher().webhook(account.account(), account.webhooks().get(i));
                sent++;
                if (random.nextInt(20) == 0) {
                    deployment.publisher().webhook(account.account(), account.webhooks().get(random.nextInt(i + 1)));
                    sent++;
                }
                Thread.sleep(1_000 / settings.perSecond());
            }
        }
        return sent;
    }

    /// Lets a CRM block its account for a while, which is meant to stand still.
    ///
    /// @return the number of commands that were held up
    private int block() {
        var blocked = accounts.getFirst();
        try {
            return blocked.block(deployment.cloud().ledger());
        } finally {
            deployment.standstills().forget(blocked.account());
        }
    }

    /// Cuts the workers off from the table for a while.
    ///
    /// @return for how long
    private Duration loseTable() throws InterruptedException {
        deployment.cloud().loseTable(TABLE_AWAY);
        return TABLE_AWAY;
    }

    @Override
    public void close() {
        threads.shutdownNow();
        deployment.close();
        accounts.forEach(account -> account.crm().close());
    }
}
