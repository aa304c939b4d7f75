package dev.followup.crm.task;

import dev.followup.crm.session.CrmCall;
import dev.followup.crm.session.CrmException;
import dev.followup.crm.session.CrmSession;
import dev.followup.crm.session.Page;
import dev.followup.crm.session.Paginator;
import dev.followup.task.NewTask;
import dev.followup.task.Task;
import dev.followup.task.TaskQuery;
import dev.followup.task.TaskQuery.Sort;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The Tasks API for one visit to an account, in our own words. Every method throws `CrmException`.
public final class TasksClient {

    /// The most tasks that the CRM takes in one call.
    /// Source: CRM documentation, "Limitations"; read 2026-11-21.
    static final int MOST = 250;

    private final TasksApi api;
    private final CrmSession session;

    public TasksClient(TasksApi api, CrmSession session) {
        this.api = api;
        this.session = session;
    }

    /// One page of what a query asks for, as the CRM sees it; an empty one if there is none.
    ///
    /// @param page from 1
    /// @param limit tasks on a page, 1 to 250
    public Page<TaskModel> list(TaskQuery query, int page, int limit) {
        if (limit < 1 || limit > Page.LARGEST) {
            throw new IllegalArgumentException("limit is " + limit + ", expected 1 to " + Page.LARGEST);
        }
        var answer = new CrmCall(session).call(() -> api.list(host(), TaskQueryParameters.of(query, page, limit)));
        return answer == null ? Page.empty() : answer;
    }

    /// All that a query asks for, page by page as it is read. Ordered by id whatever the query says, since other
    /// orders skip and repeat while tasks change; downwards if the query's order is by id and downwards.
    Stream<Task> stream(TaskQuery query) {
        var downwards = query.sort().key() == Sort.Key.ID && query.sort().descending();
        var byId = query.withSort(new Sort(Sort.Key.ID, downwards));
        var pages = new Paginator<Task>(
                byId, byId::matches, page -> list(byId, page, Page.LARGEST).map(TaskModel::toTask));
        return Stream.generate(pages::next).takeWhile(Optional::isPresent).flatMap(page -> page.orElseThrow().stream());
    }

    /// Adds tasks in one call.
    public BatchResult add(List<NewTask> tasks) {
        checkSize(tasks);
        var inputs = IntStream.range(0, tasks.size())
                .mapToObj(i -> TaskRequest.of(tasks.get(i), BatchResult.requestId(i)))
                .toList();
        return askForAnswers(inputs.size(), BatchResult::numberOf, () -> api.add(host(), inputs));
    }

    /// Edits tasks in one call, each of them once.
    BatchResult edit(List<TaskEdit> edits) {
        checkSize(edits);
        var inputs = IntStream.range(0, edits.size())
                .mapToObj(i -> TaskRequest.of(edits.get(i), BatchResult.requestId(i)))
                .toList();
        var ids = edits.stream().map(TaskEdit::task).toList();
        return askForAnswers(inputs.size(), (receipt, _) -> ids.indexOf(receipt.id()), () -> api.edit(host(), inputs));
    }

    /// Edits one task by its own path. A good answer is enough: whether and how it repeats the task varies.
    public BatchResult edit(TaskEdit edit) {
        var input = TaskRequest.of(edit.change());
        var call = new CrmCall(session);
        return answers(1, call, () -> {
            var receipts = receipts(call, () -> api.editOne(host(), edit.task(), input));
            var answers = BatchResult.of(receipts, 1, (_, _) -> -1, call);
            return answers.refused().isEmpty()
                    ? new BatchResult(Map.of(0, receipts.effectOn(edit.task())), Map.of(), call.sentAt())
                    : answers;
        });
    }

    private BatchResult askForAnswers(
            int size, BatchResult.Numbering numbering, Supplier<@Nullable TaskReceipts> request) {
        var call = new CrmCall(session);
        return answers(size, call, () -> BatchResult.of(receipts(call, request), size, numbering, call));
    }

    /// What the CRM answers, and be it that it refuses some by name.
    private static BatchResult answers(int size, CrmCall call, Supplier<BatchResult> request) {
        try {
            return request.get();
        } catch (CrmException.Invalid refusal) {
            return BatchResult.of(refusal, size, call);
        }
    }

    private static TaskReceipts receipts(CrmCall call, Supplier<@Nullable TaskReceipts> request) {
        @Nullable TaskReceipts receipts = call.<@Nullable TaskReceipts>call(request);
        return Objects.requireNonNullElse(receipts, TaskReceipts.EMPTY);
    }

    private URI host() {
        return session.host();
    }

    private static void checkSize(List<?> items) {
        if (items.isEmpty() || items.size() > MOST) {
            throw new IllegalArgumentException(items.size() + " tasks in one call, expected 1 to " + MOST);
        }
    }
}
