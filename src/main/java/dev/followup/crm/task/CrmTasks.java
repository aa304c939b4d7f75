package dev.followup.crm.task;

import dev.followup.concurrent.ParallelRunner;
import dev.followup.config.FollowupConfig;
import dev.followup.crm.session.CrmException;
import dev.followup.crm.session.CrmResult;
import dev.followup.crm.session.CrmSession;
import dev.followup.crm.session.Page;
import dev.followup.task.Outcome;
import dev.followup.task.Task;
import dev.followup.task.TaskCommand;
import dev.followup.task.TaskQuery;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Gatherers;
import org.eclipse.microprofile.rest.client.inject.RestClient;

/// The client for the CRM's tasks. A refusal or failure of the CRM is a result, never an exception.
@ApplicationScoped
public class CrmTasks {

    /// Calls in flight at once: enough for the whole rate limit up to 400 ms of latency. Each needs a
    /// connection, and the first call of a connection arrives late.
    private static final int IN_FLIGHT = 3;

    private final TasksApi api;
    private final int batchSize;
    private final ParallelRunner parallelRunner;

    public CrmTasks(@RestClient TasksApi api, FollowupConfig config, ParallelRunner parallelRunner) {
        this.api = api;
        this.parallelRunner = parallelRunner;
        this.batchSize = config.crm().batchSize();
        if (batchSize < 1 || batchSize > TasksClient.MOST) {
            throw new IllegalArgumentException(
                    "followup.crm.batch-size: found " + batchSize + ", expected 1 to " + TasksClient.MOST);
        }
    }

    /// Carries out commands in as few calls as possible, those for one entity in the order given. A probe of an open
    /// circuit begins with single commands, and goes on with the rest if the CRM takes one of them.
    ///
    /// @return an outcome for the key of every command
    public Map<String, Outcome> carryOut(CrmSession session, List<TaskCommand> commands) {
        var sender = new BatchSender(session, new TasksClient(api, session));
        var distinct = commands.stream()
                .collect(Collectors.toMap(
                        TaskCommand::key, Function.identity(), (first, _) -> first, LinkedHashMap::new));
        var left = List.copyOf(distinct.values());
        if (session.isProbe() && !session.hasChangedTasks() && !left.isEmpty()) {
            left = sender.probe(left);
            if (!session.hasChangedTasks()) {
                sender.block(left);
                left = List.of();
            }
        }
        var levels = CommandBatch.levels(left, batchSize);
        if (!levels.isEmpty()) {
            send(levels, sender);
        }
        return sender.outcomes();
    }

    /// Sends the first call alone: it opens the connection and arrives late, and others would bunch up behind
    /// it.
    private void send(List<List<CommandBatch>> levels, BatchSender sender) {
        var first = levels.getFirst().getFirst();
        sender.send(first);
        for (var level : levels) {
            sendAll(level.stream().filter(batch -> batch != first).toList(), sender);
        }
    }

    private void sendAll(List<CommandBatch> batches, BatchSender sender) {
        var calls = batches.stream()
                .map(batch -> Executors.callable(() -> sender.send(batch)))
                .toList();
        for (var call : parallelRunner.run(calls, IN_FLIGHT)) {
            if (call.state() == Future.State.FAILED) {
                throw new CompletionException(call.exceptionNow());
            }
        }
    }

    /// The most commands in one call.
    public int batchSize() {
        return batchSize;
    }

    /// All tasks that match a query, in its order.
    public CrmResult<List<Task>> find(CrmSession session, TaskQuery query) {
        try (var tasks = new TasksClient(api, session).stream(query)) {
            return new CrmResult.All<>(tasks.sorted(query.sort().comparator()).toList());
        } catch (CrmException failure) {
            return new CrmResult.Failed<>(failure.toFailure());
        }
    }

    /// The first tasks that match a query, as many as the CRM shows at once; empty if it ignores a filter of the query.
    public CrmResult<Optional<List<Task>>> first(CrmSession session, TaskQuery query) {
        try {
            return new CrmResult.All<>(new TasksClient(api, session).first(query));
        } catch (CrmException failure) {
            return new CrmResult.Failed<>(failure.toFailure());
        }
    }

    /// A page of the tasks that match a query, by their ids.
    ///
    /// @param number of the page, from 1
    /// @param limit tasks on a page, 1 to 250
    public CrmResult<Page<Task>> page(CrmSession session, TaskQuery query, int number, int limit) {
        try {
            return new CrmResult.All<>(new TasksClient(api, session).list(query, number, limit));
        } catch (CrmException failure) {
            return new CrmResult.Failed<>(failure.toFailure());
        }
    }

    /// The tasks with these ids, as many in a call as a URL has room for. Those that do not exist are left out; without
    /// ids no call is made.
    public CrmResult<Map<Long, Task>> byId(CrmSession session, Set<Long> ids) {
        try {
            return new CrmResult.All<>(ids.stream()
                    .sorted()
                    .gather(Gatherers.windowFixed(Page.IDS_IN_A_CALL))
                    .flatMap(some -> new TasksClient(api, session)
                            .stream(TaskQuery.ALL.withIds(Set.copyOf(some))).limit(some.size()))
                    .collect(Collectors.toMap(Task::id, Function.identity(), (first, _) -> first)));
        } catch (CrmException failure) {
            return new CrmResult.Failed<>(failure.toFailure());
        }
    }
}
