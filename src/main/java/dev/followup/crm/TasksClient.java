package dev.followup.crm;

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
final class TasksClient {

    /// The most tasks that the CRM takes in one call.
    /// Source: CRM documentation, "Limitations"; read 2026-11-21.
    static final int MOST = 250;

    private final TasksApi api;
    private final Visit visit;

    TasksClient(TasksApi api, Visit visit) {
        this.api = api;
        this.visit = visit;
    }

    /// One page of what a query asks for, as the CRM sees it; an empty one if there is none.
    ///
    /// @param page from 1
    /// @param limit tasks on a page, 1 to 250
    Page<TaskModel> list(TaskQuery query, int page, int limit) {
        if (limit < 1 || limit > Page.LARGEST) {
            throw new IllegalArgumentException("limit is " + limit + ", expected 1 to " + Page.LARGEST);
        }
        var answer = new Call(visit).ask(() -> api.list(host(), TaskFilter.of(query, page, limit)));
        return answer == null ? Page.empty() : answer;
    }

    /// All that a query asks for, page by page as it is read. Ordered by id whatever the query says, since other
    /// orders skip and repeat while tasks change; downwards if the query's order is by id and downwards.
    Stream<Task> stream(TaskQuery query) {
        var downwards = query.sort().key() == Sort.Key.ID && query.sort().descending();
        var byId = query.withSort(new Sort(Sort.Key.ID, downwards));
        var pages = new Pages<Task>(
                byId, byId::matches, page -> list(byId, page, Page.LARGEST).map(TaskModel::toTask));
        return Stream.generate(pages::next).takeWhile(Optional::isPresent).flatMap(page -> page.orElseThrow().stream());
    }

    /// The task with an id; empty if there is none.
    Optional<Task> get(long id) {
        try {
            return Optional.ofNullable(new Call(visit).ask(() -> api.get(host(), id)))
                    .map(TaskModel::toTask);
        } catch (CrmException.NotFound _) {
            return Optional.empty();
        }
    }

    /// Adds tasks in one call.
    Answers add(List<NewTask> tasks) {
        checkSize(tasks);
        var inputs = IntStream.range(0, tasks.size())
                .mapToObj(i -> TaskInput.of(tasks.get(i), Answers.requestId(i)))
                .toList();
        return askForAnswers(inputs.size(), Answers::numberOf, () -> api.add(host(), inputs));
    }

    /// Edits tasks in one call, each of them once.
    Answers edit(List<Edit> edits) {
        checkSize(edits);
        var inputs = IntStream.range(0, edits.size())
                .mapToObj(i -> TaskInput.of(edits.get(i), Answers.requestId(i)))
                .toList();
        var ids = edits.stream().map(Edit::task).toList();
        return askForAnswers(inputs.size(), (receipt, _) -> ids.indexOf(receipt.id()), () -> api.edit(host(), inputs));
    }

    /// Edits one task by its own path. A good answer is enough: whether and how it repeats the task varies.
    Answers edit(Edit edit) {
        var input = TaskInput.of(edit.change());
        var call = new Call(visit);
        return answers(1, call, () -> {
            var receipts = receipts(call, () -> api.editOne(host(), edit.task(), input));
            var answers = Answers.of(receipts, 1, (_, _) -> -1, call);
            return answers.refused().isEmpty()
                    ? new Answers(Map.of(0, receipts.effectOn(edit.task())), Map.of(), call.sentAt())
                    : answers;
        });
    }

    private Answers askForAnswers(int size, Answers.Numbering numbering, Supplier<@Nullable Receipts> request) {
        var call = new Call(visit);
        return answers(size, call, () -> Answers.of(receipts(call, request), size, numbering, call));
    }

    /// What the CRM answers, and be it that it refuses some by name.
    private static Answers answers(int size, Call call, Supplier<Answers> request) {
        try {
            return request.get();
        } catch (CrmException.Invalid refusal) {
            return Answers.of(refusal, size, call);
        }
    }

    private static Receipts receipts(Call call, Supplier<@Nullable Receipts> request) {
        @Nullable Receipts receipts = call.<@Nullable Receipts>ask(request);
        return Objects.requireNonNullElse(receipts, Receipts.EMPTY);
    }

    private URI host() {
        return visit.account().host();
    }

    private static void checkSize(List<?> items) {
        if (items.isEmpty() || items.size() > MOST) {
            throw new IllegalArgumentException(items.size() + " tasks in one call, expected 1 to " + MOST);
        }
    }
}
