package dev.followup.simulation;

import java.time.Duration;

/// One thing that a world has and could do without: something that happens in the CRM, or a disturbance. Shrinking a
/// failing world leaves out as many as it can.
sealed interface PlanElement {

    /// Something that happens at a moment.
    sealed interface TimedAction extends PlanElement {

        /// When, counted from the world's begin.
        Duration at();
    }

    /// A person adds a lead.
    ///
    /// @param contact whether it has a contact
    record LeadAdded(Duration at, int lead, int price, long owner, boolean contact) implements TimedAction {}

    /// A person moves a lead to a stage.
    record LeadMoved(Duration at, int lead, int stage) implements TimedAction {}

    /// A person gives a lead to another user.
    record LeadHandedOver(Duration at, int lead, long owner) implements TimedAction {}

    /// A person adds a task to a lead.
    record TaskAdded(Duration at, int lead, int number) implements TimedAction {}

    /// A person does something to a lead's newest task of ours, or of a person if there is none.
    record TaskTouched(Duration at, int lead, Touch touch) implements TimedAction {}

    /// What a person does to a task.
    enum Touch {
        COMPLETE,
        EDIT_TEXT,
        MOVE_DEADLINE,
        CHANGE_BEYOND_RECOGNITION,
        DELETE,
        COPY
    }

    /// An administrator deactivates a user, or activates the user again.
    record UserSwitched(Duration at, long user, boolean active) implements TimedAction {}

    /// A person reports that somebody is away from this day on, or is back.
    record AttendanceReported(Duration at, String person, boolean isBack) implements TimedAction {}

    /// A message arrives that cannot be read.
    record Poison(Duration at, int number) implements TimedAction {}

    /// A release: all instances are replaced.
    ///
    /// @param otherBook whether it has another rule book
    record Deploy(Duration at, boolean otherBook) implements TimedAction {}

    /// A disturbance that concerns a share of calls, messages or webhooks for a while.
    record Trouble(String name, Duration from, Duration until, double share) implements PlanElement {

        boolean isAt(long nanos) {
            return nanos >= from.toNanos() && nanos < until.toNanos();
        }
    }

    /// The webhook is switched off in the CRM for a while: nothing is reported.
    record WebhookOff(Duration from, Duration until) implements PlanElement {

        boolean isAt(long nanos) {
            return nanos >= from.toNanos() && nanos < until.toNanos();
        }
    }

    /// A firewall before the CRM refuses every change that names a lead.
    record Disliked(int lead, Duration from, Duration until) implements PlanElement {}

    /// An invocation is killed before one of its steps.
    record Kill(int invocation, int step) implements PlanElement {}

    /// An invocation is frozen before one of its requests reaches the table.
    record Freeze(int invocation, int step, Duration length) implements PlanElement {}

    /// The clocks of CRM and instances differ from the true time.
    record ClocksApart(Duration crm, Duration instances) implements PlanElement {}

    /// What is new in the CRM is shown in its lists only after a while.
    record LateVisibility(Duration longest) implements PlanElement {}
}
