package dev.followup.simulation;

import dev.followup.simulation.CrmHistory.Added;
import dev.followup.simulation.CrmHistory.Kind;
import dev.followup.simulation.CrmHistory.Occurrence;
import dev.followup.simulation.PlanElement.Trouble;
import dev.followup.simulation.ReferenceModel.Tolerance;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// Which tasks must not be open: those that a rule has closed, and a second one of a rule that adds none beside
/// another.
final class OpenTaskModel {

    /// The beginning of the texts of tasks that are added unless another is open.
    static final String UNLESS_OPEN = "meet ";

    /// The beginning of the texts of tasks that a later stage of the lead closes.
    static final String CLOSED = "offer ";

    private final World world;
    private final List<String> rules;
    private final Predicate<Occurrence> isUncertain;

    /// @param rules the names of the book's rules
    /// @param isUncertain says of which occurrences recovery may rightly find nothing to do
    OpenTaskModel(World world, List<String> rules, Predicate<Occurrence> isUncertain) {
        this.world = world;
        this.rules = rules;
        this.isUncertain = isUncertain;
    }

    void check() {
        compareClosings();
        compareOpen();
    }

    /// Compares the tasks that are open with the stages of their leads.
    private void compareClosings() {
        for (var added : world.crm().history().added) {
            var task = world.crm().task(added.task());
            boolean isOpen =
                    task != null && !task.path("is_completed").asBoolean() && (isClosed(added) || isWithdrawn(added));
            if (isOpen && world.crm().isUnrecognisable(added)) {
                Tolerance.NOT_RECOGNISED.reach(world);
            } else if (isOpen && world.plan().all(Trouble.class).stream().anyMatch(CallFault::refuses)) {
                Tolerance.GIVEN_UP.reach(world);
            } else if (isOpen) {
                world.violation("open: \"" + added.text() + "\" although its lead has moved since");
            }
        }
    }

    /// Whether the last stage of its lead closes a task.
    private boolean isClosed(Added added) {
        return added.text().startsWith(CLOSED)
                && moves(added)
                        .reduce((_, later) -> later)
                        .filter(last -> isClosing(last, added.lead()) && !isUncertain.test(last))
                        .isPresent();
    }

    /// Whether a rule completes a task that another rule has added before.
    private boolean isWithdrawn(Added added) {
        return rules.contains("withdraw")
                && (added.text().startsWith("call ") || added.text().startsWith("ring "))
                && moves(added).anyMatch(move -> move.at() > added.at() && !isUncertain.test(move));
    }

    private Stream<Occurrence> moves(Added added) {
        return world.crm().history().occurrences.stream()
                .filter(one -> one.kind() == Kind.LEAD_MOVED && one.lead() == added.lead());
    }

    /// Looks for tasks that were added although another one was open.
    private void compareOpen() {
        var meetings = world.crm().history().added.stream()
                .filter(added -> added.text().startsWith(UNLESS_OPEN))
                .toList();
        for (var meeting : meetings) {
            for (var earlier : meetings.subList(0, meetings.indexOf(meeting))) {
                var ended = world.crm().history().ended.getOrDefault(earlier.task(), Long.MAX_VALUE);
                if (earlier.lead() != meeting.lead() || ended <= meeting.at()) {
                    continue;
                }
                if (world.crm().isUnrecognisable(earlier)) {
                    Tolerance.NOT_RECOGNISED.reach(world);
                } else {
                    world.violation("doubled: \"%s\" was added although one was open".formatted(meeting.text()));
                }
            }
        }
    }

    /// Whether an occurrence closes tasks of a lead.
    static boolean isClosing(Occurrence one, int lead) {
        return one.kind() == Kind.LEAD_MOVED
                && one.lead() == lead
                && SimulatedBooks.REGRETTED_STAGES.contains(one.stage());
    }
}
