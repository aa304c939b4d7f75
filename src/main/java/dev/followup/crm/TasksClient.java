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

    /// The largest page that the CRM hands out, and the most tasks it takes in one call.
    /// Source: CRM documentation, "Tasks List", GET parameter `limit`, and "Limitations"; read 2026-11-21.
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
    TaskPage list(TaskQuery query, int page, int limit) {
        if (limit < 1 || limit > MOST) {
            throw new IllegalArgumentException("limit is " + limit + ", expected 1 to " + MOST);
        }
        var answer = ask(new Call(visit), () -> api.list(host(), TaskFilter.of(query, page, limit)));
        return Objects.requireNonNullElse(answer, TaskPage.EMPTY);
    }

    /// All that a query asks for, page by page as it is read. Ordered by id whatever the query says, since other
    /// orders skip and repeat while tasks change; downwards if the query's order is by id and downwards.
    Stream<Task> stream(TaskQuery query) {
        var downwards = query.sort().key() == Sort.Key.ID && query.sort().descending();
        var pages = new Pages(this, query.withSort(new Sort(Sort.Key.ID, downwards)));
        return Stream.generate(pages::next).takeWhile(Optional::isPresent).flatMap(page -> page.orElseThrow().stream());
    }

    /// The task with an id; empty if there is none.
    Optional<Task> get(long id) {
        try {
            return Optional.ofNullable(ask(new Call(visit), () -> api.get(host(), id)))
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

    private Receipts receipts(Call call, Supplier<@Nullable Receipts> request) {
        @Nullable Receipts receipts = this.<@Nullable Receipts>ask(call, request);
        return Objects.requireNonNullElse(receipts, Receipts.EMPTY);
    }

    /// Makes a call, and sees to it that only `CrmException` comes of it.
    private <T extends @Nullable Object> T ask(Call call, Supplier<T> request) {
        try {
            return ScopedValue.where(Call.CURRENT, call).<T, InterruptedException>call(() -> answered(request));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw CrmException.of(e, call);
        } catch (RuntimeException e) {
            var trouble = CrmException.of(e, call);
            if (trouble instanceof CrmException.Closed || trouble instanceof CrmException.NotTaken) {
                visit.close(trouble); // every other call would fare the same
            }
            throw trouble;
        }
    }

    /// Fault tolerance throws it although no method declares it.
    @SuppressWarnings("RedundantThrows")
    private static <T extends @Nullable Object> T answered(Supplier<T> request) throws InterruptedException {
        return request.get();
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
