package dev.followup.directory;

import dev.followup.directory.Directory.Choice;
import dev.followup.directory.Directory.Field;
import dev.followup.yaml.ValueText;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/// The differences between a directory that was kept and the account as it is now.
public final class DirectoryDiff {

    private final Directory kept;
    private final Directory live;
    private final List<DirectoryChange> changes = new ArrayList<>();

    private DirectoryDiff(Directory kept, Directory live) {
        this.kept = kept;
        this.live = live;
    }

    /// The differences, those of users first, each kind in the order of the kept directory.
    public static List<DirectoryChange> of(Directory kept, Directory live) {
        var diff = new DirectoryDiff(kept, live);
        for (var kind : NameKind.values()) {
            diff.compare(kind);
        }
        diff.compareActivity();
        kept.fields().forEach(diff::compareField);
        return List.copyOf(diff.changes);
    }

    private void compare(NameKind kind) {
        for (var key : keys(kept, kind)) {
            var before = name(kept, kind, key);
            var now = name(live, kind, key);
            if (!live.has(kind, key)) {
                note(kind, key, true, before, "is gone");
            } else if (isRenamed(kind, key, before, now)) {
                note(kind, key, false, before, "is called " + ValueText.quoted(now) + " now");
            }
        }
        for (var key : keys(live, kind)) {
            if (!kept.has(kind, key)) {
                note(kind, key, false, name(live, kind, key), "is new");
            }
        }
    }

    private boolean isRenamed(NameKind kind, String key, String before, String now) {
        long id = Long.parseLong(key);
        boolean isOfAllPipelines = kind == NameKind.STAGE && Math.max(kept.pipelinesOf(id), live.pipelinesOf(id)) > 1;
        return isOfAllPipelines ? !kept.stageNames(id).containsAll(live.stageNames(id)) : !before.equals(now);
    }

    private void compareActivity() {
        for (var user : kept.users()) {
            live.user(user.id())
                    .filter(now -> now.active() != user.active())
                    .ifPresent(now -> note(
                            NameKind.USER,
                            Long.toString(user.id()),
                            user.active(),
                            user.name(),
                            user.active() ? "is deactivated" : "is active again"));
        }
    }

    private void compareField(Field before) {
        var key = Long.toString(before.id());
        live.field(key).ifPresent(now -> {
            if (!before.type().equals(now.type())) {
                note(NameKind.FIELD, key, true, before.name(), "has the type " + now.type() + " now");
            }
            if (!Objects.equals(before.code(), now.code())) {
                note(NameKind.FIELD, key, false, before.name(), "has the code " + now.code() + " now");
            }
            compareChoices(key, before, now);
        });
    }

    private void compareChoices(String key, Field before, Field now) {
        var gone = new ArrayList<>(before.choices());
        gone.removeAll(now.choices());
        var added = new ArrayList<>(now.choices());
        added.removeAll(before.choices());
        if (!gone.isEmpty() || !added.isEmpty()) {
            note(
                    NameKind.FIELD,
                    key,
                    false,
                    before.name(),
                    "has other choices now: without %s, with %s".formatted(names(gone), names(added)));
        }
    }

    private static String names(List<Choice> choices) {
        return choices.isEmpty()
                ? "none"
                : choices.stream()
                        .map(choice -> ValueText.quoted(choice.name()))
                        .limit(5)
                        .collect(Collectors.joining(", "));
    }

    private void note(NameKind kind, String key, boolean isBreaking, String name, String what) {
        changes.add(new DirectoryChange(
                kind, key, isBreaking, "%s %s %s %s".formatted(kind.noun(), key, ValueText.quoted(name), what)));
    }

    private static Set<String> keys(Directory directory, NameKind kind) {
        return directory.names(kind).stream()
                .map(DirectoryName::key)
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private static String name(Directory directory, NameKind kind, String key) {
        return directory.name(kind, key).orElse(key);
    }
}
