package dev.followup.directory;

/// What has a name in a directory.
public enum NameKind {
    USER("user", "a user", "the id of a user, such as 101"),
    PIPELINE("pipeline", "a pipeline", "the id of a pipeline, such as 9621010"),
    STAGE("stage", "a stage", "the id of a stage, such as 142 (won) or 143 (lost)"),
    TASK_TYPE("task type", "a task type", "the id of a task type: 1 (follow-up), 2 (meeting) or one of the account"),
    FIELD("custom field", "a custom field", "the id of a custom field, such as 77");

    private final String noun;
    private final String one;
    private final String id;

    NameKind(String noun, String one, String id) {
        this.noun = noun;
        this.one = one;
        this.id = id;
    }

    /// As in `task type`.
    public String noun() {
        return noun;
    }

    /// As in `task-type`.
    String word() {
        return noun.replace(' ', '-');
    }

    /// As in `a task type`.
    String one() {
        return one;
    }

    /// What an id of this kind is, as in `the id of a user, such as 101`.
    public String id() {
        return id;
    }
}
