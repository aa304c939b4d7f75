package dev.followup.chaos;

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

    private final Settings settings;
    private final Random dice;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final List<Scene> scenes;
    private final Fleet fleet;
    private final Poison poison = new Poison();
    private Future<Integer> block = CompletableFuture.completedFuture(0);

    ChaosRun(Settings settings) throws IOException, InterruptedException, ExecutionException {
        this.settings = settings;
        this.dice = new Random(settings.seed());
        var crms = ACCOUNTS.stream().map(Crm::new).toList();
        this.fleet = new Fleet(crms, Times.OF_CHAOS, settings.instances(), FORGOTTEN);
        this.scenes = scenes(crms);
    }

    private List<Scene> scenes(List<Crm> crms) throws InterruptedException, ExecutionException {
        var told = new ArrayList<Future<Scene>>();
        for (var crm : crms) {
            var own = new Random(dice.nextLong());
            told.add(threads.submit(() -> Scene.of(crm, settings.events() / ACCOUNTS.size(), own)));
        }
        var scenes = new ArrayList<Scene>();
        for (var one : told) {
            scenes.add(one.get());
        }
        return List.copyOf(scenes);
    }

    Report run() throws IOException, InterruptedException, ExecutionException {
        var killer = new Killer(fleet.mappings(), settings.killEvery(), settings.kills(), new Random(dice.nextLong()));
        var ears = scenes.stream().map(scene -> ear(scene, killer)).toList();
        scenes.forEach(scene -> scene.disturb(dice.nextInt(1_000_000)));
        var begin = Instant.now();
        threads.execute(killer);
        var sent = feed();
        Wait.until(() -> fleet.cloud().messages(fleet.cloud().lanes) < FEW, Wait.LONGEST);
        killer.end();
        var heldUp = block.get();
        scenes.forEach(Scene::calm);
        fleet.end();
        var time = Duration.between(begin, Instant.now());
        ears.forEach(Ear::close);
        var report = new Report();
        report.add("seed", settings.seed());
        report.add("hooks sent, repeats included", sent);
        report.count(scenes);
        report.compare(scenes);
        report.bury(poison.bodies(), fleet.cloud().exhume());
        report.met("workers killed", killer.kills());
        report.met("orders held up by a block", heldUp);
        report.describe(fleet);
        report.add("seconds", time.toSeconds());
        return report;
    }

    private static Ear ear(Scene scene, Killer killer) {
        var ear = new Ear(_ -> killer.taskAdded(scene.account()));
        scene.crm().subscribe(ear.address(), List.of("add_task"));
        return ear;
    }

    /// Sends the hooks of all accounts in turn, some of them twice.
    ///
    /// @return how many were sent
    private int feed() throws InterruptedException {
        int sent = 0;
        var most = scenes.getFirst().hooks().size();
        for (int i = 0; i < most; i++) {
            if (i == most / 3) {
                block = threads.submit(() -> scenes.getFirst().block(fleet.cloud().ledger()));
            }
            for (var scene : scenes) {
                if (sent % HEALTHY == 0) {
                    poison.pour(fleet.post(), scene.account());
                }
                fleet.post().hook(scene.account(), scene.hooks().get(i));
                sent++;
                if (dice.nextInt(20) == 0) {
                    fleet.post().hook(scene.account(), scene.hooks().get(dice.nextInt(i + 1)));
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
        scenes.forEach(scene -> scene.crm().close());
    }
}
