package dev.followup.crm.task;

import com.fasterxml.jackson.databind.JsonNode;
import dev.followup.crm.session.CallSubject;
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

/// The client of the Tasks API for one session, with our own types. Every method throws `CrmException`.
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

    /// One page of the tasks that match a query, as the CRM filters them; an empty page if there is none.
    ///
    /// @param page from 1
    /// @param limit tasks on a page, 1 to 250
    public Page<Task> list(TaskQuery query, int page, int limit) {
        if (limit < 1 || limit > Page.LARGEST) {
            throw new IllegalArgumentException("limit is " + limit + ", expected 1 to " + Page.LARGEST);
        }
        var call = new CrmCall(session, CallSubject.QUERY);
        var answer =
                call.<@Nullable Page<JsonNode>>call(() -> api.list(host(), TaskQueryParameters.of(query, page, limit)));
        return Page.read(answer, call, TaskModel.class, TaskModel::toTask);
    }

    /// All tasks that match a query, read page by page as they are used. Sorted by id whatever the query
    /// says, since other orders skip and repeat tasks that change meanwhile; descending if the query sorts by
    /// id, descending.
    Stream<Task> stream(TaskQuery query) {
        var descending = query.sort().key() == Sort.Key.ID && query.sort().descending();
        var byId = query.withSort(new Sort(Sort.Key.ID, descending));
        var pages = new Paginator<Task>(session, byId, byId::matches, page -> list(byId, page, Page.LARGEST));
        return Stream.generate(pages::next).takeWhile(Optional::isPresent).flatMap(page -> page.orElseThrow().stream());
    }

    /// The first page of the tasks that match a query: as many as the CRM shows at once. Empty if the CRM ignores a
    /// filter of the query.
    Optional<List<Task>> first(TaskQuery query) {
        var pages = new Paginator<Task>(session, query, query::matches, page -> list(query, page, Page.LARGEST));
        var first = pages.next().orElse(List.of());
        return pages.ignoresFilter() ? Optional.empty() : Optional.of(first);
    }

    /// Whether the CRM answers the shortest query now.
    boolean isServed() {
        try {
            list(TaskQuery.ALL, 1, 1);
            return true;
        } catch (CrmException _) {
            return false;
        }
    }

    /// Adds tasks in one call.
    public BatchResult add(List<NewTask> tasks) {
        checkSize(tasks);
        var inputs = IntStream.range(0, tasks.size())
                .mapToObj(i -> TaskRequest.of(tasks.get(i), BatchResult.requestId(i)))
                .toList();
        return sendItems(inputs.size(), BatchResult::numberOf, () -> api.add(host(), inputs));
    }

    /// Edits tasks in one call, each of them once.
    BatchResult edit(List<TaskEdit> edits) {
        checkSize(edits);
        var inputs = IntStream.range(0, edits.size())
                .mapToObj(i -> TaskRequest.of(edits.get(i), BatchResult.requestId(i)))
                .toList();
        var ids = edits.stream().map(TaskEdit::task).toList();
        return sendItems(inputs.size(), (receipt, _) -> ids.indexOf(receipt.id()), () -> api.edit(host(), inputs));
    }

    /// Edits one task by its own path. A good answer is enough: whether and how it contains the task varies.
    public BatchResult edit(TaskEdit edit) {
        var input = TaskRequest.of(edit.change());
        var call = new CrmCall(session, CallSubject.ONE_TASK);
        return resultOrRefusals(1, call, () -> {
            var receipts = receipts(call, () -> api.editOne(host(), edit.task(), input));
            var result = BatchResult.of(receipts, 1, (_, _) -> -1, call);
            return result.refused().isEmpty()
                    ? new BatchResult(Map.of(0, receipts.effectOn(edit.task())), Map.of(), call.sentAt())
                    : result;
        });
    }

    private BatchResult sendItems(int size, BatchResult.Numbering numbering, Supplier<@Nullable TaskReceipts> request) {
        var call = new CrmCall(session, CallSubject.TASKS);
        return resultOrRefusals(size, call, () -> BatchResult.of(receipts(call, request), size, numbering, call));
    }

    /// The result of a request, also where the CRM refuses some items by name.
    private static BatchResult resultOrRefusals(int size, CrmCall call, Supplier<BatchResult> request) {
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
