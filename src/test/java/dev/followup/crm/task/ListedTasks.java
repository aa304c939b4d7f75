package dev.followup.crm.task;

import java.net.URI;
import java.util.List;

/// Tasks that can be listed and not changed.
public abstract class ListedTasks implements TasksApi {

    @Override
    public final TaskReceipts add(URI host, List<TaskRequest> tasks) {
        throw new UnsupportedOperationException("nothing is to be added");
    }

    @Override
    public final TaskReceipts edit(URI host, List<TaskRequest> tasks) {
        throw new UnsupportedOperationException("nothing is to be edited");
    }

    @Override
    public final TaskReceipts editOne(URI host, long id, TaskRequest task) {
        throw new UnsupportedOperationException("nothing is to be edited");
    }
}
