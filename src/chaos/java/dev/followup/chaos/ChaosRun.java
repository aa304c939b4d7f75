package dev.followup.chaos;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// One run.
final class ChaosRun implements AutoCloseable {

    private static final Path FOLDER = Path.of("target/chaos");
    private static final List<String> ACCOUNTS = List.of("north", "south", "west");

    /// The share of batches that come again though they are done.
    private static final double FORGOTTEN = 0.03;

    /// Fewer messages than this are no backlog: what is left are ticks.
    private static final int FEW = 20;

    private final Settings settings;
    private final Random dice;
    private final Path log;
    private final Cloud cloud = new Cloud(Times.VISIBILITY);
    private final Post post = new Post(cloud);
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final List<Scene> scenes;
    private final List<Mapping> mappings = new ArrayList<>();

    ChaosRun(Settings settings) throws IOException, InterruptedException, ExecutionException {
        this.settings = settings;
        this.dice = new Random(settings.seed());
        Files.createDirectories(FOLDER);
        log = Files.createTempFile(FOLDER, "workers-", ".log");
        scenes = scenes();
    }

    private List<Scene> scenes() throws InterruptedException, ExecutionException {
        var told = new ArrayList<Future<Scene>>();
        for (var account : ACCOUNTS) {
            var own = new Random(dice.nextLong());
            told.add(threads.submit(() -> Scene.of(account, settings.events() / ACCOUNTS.size(), own)));
        }
        var scenes = new ArrayList<Scene>();
        for (var one : told) {
            scenes.add(one.get());
        }
        return List.copyOf(scenes);
    }

    Report run() throws IOException, InterruptedException, ExecutionException {
        System.out.println("chaos: " + settings + ", workers' log in " + log);
        var function = function();
        for (int i = 0; i < settings.instances(); i++) {
            mappings.add(new Mapping(
                    cloud, () -> new Worker(function, Times.FUNCTION, log), FORGOTTEN, dice.nextLong()));
        }
        var killer = new Killer(mappings, settings.killEvery(), new Random(dice.nextLong()));
        var ears = scenes.stream().map(scene -> ear(scene, killer)).toList();
        scenes.forEach(scene -> scene.disturb(dice.nextInt(1_000_000)));
        var begin = Instant.now();
        var work = mappings.stream().map(threads::submit).toList();
        var kills = threads.submit(killer);
        var ticks = threads.submit(post::ticks);
        var sent = feed();
        Wait.until(() -> cloud.messages(cloud.lanes) < FEW, Wait.LONGEST);
        killer.end();
        scenes.forEach(Scene::calm);
        Wait.until(() -> open() == 0, Wait.LONG);
        ticks.cancel(true);
        Wait.until(() -> cloud.messages(cloud.lanes) == 0 && open() == 0, Wait.LONG);
        var time = Duration.between(begin, Instant.now());
        kills.cancel(true);
        mappings.forEach(Mapping::end);
        for (var one : work) {
            one.get();
        }
        ears.forEach(Ear::close);
        return report(sent, killer.kills(), time);
    }

    private Ear ear(Scene scene, Killer killer) {
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
                threads.execute(scenes.getFirst()::block);
            }
            for (var scene : scenes) {
                post.hook(scene.account(), scene.hooks().get(i));
                sent++;
                if (dice.nextInt(20) == 0) {
                    post.hook(scene.account(), scene.hooks().get(dice.nextInt(i + 1)));
                    sent++;
                }
                Thread.sleep(1_000 / settings.perSecond());
            }
        }
        return sent;
    }

    private Report report(int sent, int kills, Duration time) throws IOException {
        var report = new Report();
        report.add("seed", settings.seed());
        report.add("hooks sent, repeats included", sent);
        report.count(scenes);
        report.compare(scenes);
        report.add("workers killed", kills);
        report.add("workers dead", mappings.stream().mapToInt(Mapping::deaths).sum());
        report.add("messages handed over again", mappings.stream().mapToInt(Mapping::again).sum());
        report.read(Files.readAllLines(log));
        report.add("dead letters", cloud.messages(cloud.deadLetters));
        report.add("orders still on the lists", open());
        report.add("messages still in the lanes", cloud.messages(cloud.lanes));
        report.add("seconds", time.toSeconds());
        return report;
    }

    private Function function() throws IOException {
        var accounts = FOLDER.resolve("accounts.yaml").toAbsolutePath();
        Files.write(
                accounts,
                scenes.stream()
                        .map(scene -> "- {name: " + scene.account() + ", host: \""
                                + scene.crm().address() + "\"}")
                        .toList());
        var environment = new HashMap<>(cloud.environment());
        environment.putAll(Times.environment());
        environment.putAll(Map.of(
                "QUARKUS_FUNQY_EXPORT", "worker",
                "QUARKUS_LOG_CONSOLE_JSON_ENABLED", "false",
                "FOLLOWUP_ACCOUNTS", "file:" + accounts,
                "FOLLOWUP_CRM_LOOPBACK", "true",
                "CRM_TOKEN", "sandbox"));
        return Function.unpacked(FOLDER, environment);
    }

    private int open() {
        return scenes.stream()
                .map(scene -> cloud.ledger().agenda(scene.account()))
                .mapToInt(agenda -> agenda.entries().size() + agenda.events().size())
                .sum();
    }

    @Override
    public void close() {
        mappings.forEach(Mapping::close);
        threads.shutdownNow();
        scenes.forEach(scene -> scene.crm().close());
        cloud.close();
    }
}
