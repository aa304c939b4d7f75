package dev.followup.crm;

import dev.followup.task.Task;
import dev.followup.task.TaskQuery;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jboss.logging.Logger;

/// The pages of a query's tasks, one after the other. Looks at each task itself: the CRM ignores filters that it does
/// not know, and says nothing.
final class Pages {

    private static final Logger LOG = Logger.getLogger(Pages.class);

    private final TasksClient client;
    private final TaskQuery query;
    private OptionalInt next = OptionalInt.of(1);
    private boolean warned;

    Pages(TasksClient client, TaskQuery query) {
        this.client = client;
        this.query = query;
    }

    /// What is asked for on the next page, perhaps nothing; empty after the last.
    Optional<List<Task>> next() {
        if (next.isEmpty()) {
            return Optional.empty();
        }
        var number = next.getAsInt();
        var page = client.list(query, number, TasksClient.MOST);
        next = page.next().stream().filter(following -> following > number).findFirst();
        var tasks = page.tasks().stream().map(TaskModel::toTask).toList();
        var wanted = tasks.stream().filter(query::matches).toList();
        if (wanted.size() < tasks.size() && !warned) {
            warned = true;
            LOG.warnf(
                    "the CRM ignored a filter: %d of %d tasks on page %d are not what %s asks for",
                    tasks.size() - wanted.size(), tasks.size(), number, query);
        }
        return Optional.of(wanted);
    }
}
