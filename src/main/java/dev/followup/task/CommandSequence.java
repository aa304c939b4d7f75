package dev.followup.task;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// The sequence of commands about the same entity, task or event, which are sent in the order in which they
/// were planned. It stores a mark for each command added so far, and returns the marks of those that a later
/// command must follow. Any thread may use it.
///
/// @param <T> the mark of a command, such as the request in which it is sent
public final class CommandSequence<T> {

    private final Map<String, Set<T>> marks = new ConcurrentHashMap<>();

    /// Adds a command with its mark.
    public void add(TaskCommand command, T mark) {
        command.conflictKeys()
                .forEach(key -> marks.computeIfAbsent(key, _ -> ConcurrentHashMap.newKeySet())
                        .add(mark));
    }

    /// The marks of the added commands that must be sent before this one.
    public Set<T> before(TaskCommand command) {
        var before = new HashSet<T>();
        command.conflictKeys().forEach(key -> before.addAll(marks.getOrDefault(key, Set.of())));
        return before;
    }

    /// Whether a command was added that must be sent before this one.
    public boolean precedes(TaskCommand command) {
        return !before(command).isEmpty();
    }
}
