package dev.followup.crm.task;

import dev.followup.config.FollowupConfig;
import dev.followup.crm.session.CrmException;
import dev.followup.crm.session.CrmResult;
import dev.followup.crm.session.CrmSession;
import dev.followup.task.Outcome;
import dev.followup.task.Task;
import dev.followup.task.TaskCommand;
import dev.followup.task.TaskQuery;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.eclipse.microprofile.rest.client.inject.RestClient;

/// The way into the CRM's tasks. Never throws for what the CRM does or fails to do: it answers.
@ApplicationScoped
public class CrmTasks {

    /// Enough for the whole rate up to 400 ms of latency; each costs a connection, and a new one arrives late.
    private static final int IN_FLIGHT = 3;

    private final TasksApi api;
    private final int batchSize;

    public CrmTasks(@RestClient TasksApi api, FollowupConfig config) {
        this.api = api;
        this.batchSize = config.crm().batchSize();
        if (batchSize < 1 || batchSize > TasksClient.MOST) {
            throw new IllegalArgumentException(
                    "followup.crm.batch-size: found " + batchSize + ", expected 1 to " + TasksClient.MOST);
        }
    }

    /// Carries out orders in as few calls as possible, what concerns one entity in the order given.
    ///
    /// @return an outcome for every order's key
    public Map<String, Outcome> carryOut(CrmSession session, List<TaskCommand> commands) {
        var sending = new BatchSender(new TasksClient(api, session));
        var distinct = commands.stream()
                .collect(Collectors.toMap(
                        TaskCommand::key, Function.identity(), (first, _) -> first, LinkedHashMap::new));
        var levels = CommandBatch.levels(List.copyOf(distinct.values()), batchSize);
        if (!levels.isEmpty()) {
            send(levels, sending);
        }
        return sending.outcomes();
    }

    /// The first call flies alone: it opens the connection and arrives late, and others would bunch up behind it.
    private static void send(List<List<CommandBatch>> levels, BatchSender sending) {
        var first = levels.getFirst().getFirst();
        sending.send(first);
        try (var threads =
                Executors.newFixedThreadPool(IN_FLIGHT, Thread.ofVirtual().factory())) {
            for (var level : levels) {
                sendAll(level.stream().filter(batch -> batch != first).toList(), sending, threads);
            }
        }
    }

    private static void sendAll(List<CommandBatch> batches, BatchSender sending, Executor threads) {
        CompletableFuture.allOf(batches.stream()
                        .map(batch -> CompletableFuture.runAsync(() -> sending.send(batch), threads))
                        .toArray(CompletableFuture[]::new))
                .join();
    }

    /// All tasks that a query asks for, in its order.
    public CrmResult<List<Task>> find(CrmSession session, TaskQuery query) {
        try (var tasks = new TasksClient(api, session).stream(query)) {
            return new CrmResult.All<>(tasks.sorted(query.sort().comparator()).toList());
        } catch (CrmException trouble) {
            return new CrmResult.Failed<>(trouble.toFailure());
        }
    }
}
