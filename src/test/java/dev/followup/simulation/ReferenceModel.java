package dev.followup.simulation;

import dev.followup.simulation.CrmHistory.Kind;
import dev.followup.simulation.CrmHistory.Occurrence;
import dev.followup.simulation.PlanElement.Deploy;
import dev.followup.simulation.PlanElement.Trouble;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/// Which tasks must exist when a world is at rest. It says a second time, in a few lines and without any fault, what
/// the worlds' rule books mean; it knows neither the rules' engine nor the worker.
final class ReferenceModel {

    /// The cases in which more than one end is right. Each is reached sometimes, or it is superfluous.
    enum Tolerance {
        /// A person deleted a task, or changed it beyond recognition, before an answer was missed: it is added again.
        NOT_RECOGNISED,
        /// The call for it was refused three times without a reason, alone: it is given up.
        GIVEN_UP,
        /// A release changes the book: an event is answered by the one or the other.
        EITHER_BOOK,
        /// No webhook reports a change that is equal to another within ten minutes: recovery takes them for one.
        EQUAL_CHANGES,
        /// Whether a task is still open when the next would be added depends on who is faster.
        STILL_OPEN,
        /// A person changes a task in the second in which an edit of ours did: the event counts as ours.
        SAME_SECOND,
        /// The CRM refuses the list of events, or of tasks: what no webhook reports stops nothing.
        NOT_LISTED,
        /// A step of a ladder could not be asked or sent in time, and the next step changes the task before it.
        LATER_STEP_FIRST,
        /// No webhook reports what happened to a task, and recovery sees the task as it is now.
        TASK_AS_IT_IS_NOW
    }

    private static final long TEN_MINUTES = 600_000_000_000L;
    private static final int MOST_REFUSALS = 3;

    /// The beginnings of the texts of tasks that are added once for a lead, or unless another is open.
    private static final String ONCE = "regret ";

    private static final String REVIEW = "review ";
    private static final String NOTICED = "noticed ";
    private static final String UNLESS_OPEN = "meet ";

    /// The beginning of the texts of tasks that a later stage of the lead closes.
    private static final String CLOSED = "offer ";

    private final World world;
    private final List<Occurrence> occurrences;
    private final List<String> rules;
    private final boolean isBookChanged;
    private final WaitModel waits;

    /// By the text of the tasks.
    private final Map<String, Count> expected = new TreeMap<>();

    private ReferenceModel(World world) {
        this.world = world;
        this.occurrences = world.crm().history().occurrences;
        this.rules = SimulatedBooks.rules(world.plan().book());
        this.waits = new WaitModel(world, rules);
        this.isBookChanged = world.plan().all(Deploy.class).stream().anyMatch(Deploy::otherBook);
    }

    /// Compares the tasks and dead letters of a world at rest with those that must exist.
    static void check(World world) {
        var model = new ReferenceModel(world);
        model.occurrences.forEach(model::expect);
        model.compare();
        model.compareOrder();
        model.compareClosings();
        model.compareDues();
        model.compareLengths();
        var poison = world.poison().stream().sorted().toList();
        var dead = world.deadLetters().stream()
                .map(letter -> letter.substring(letter.indexOf(' ') + 1))
                .sorted()
                .toList();
        if (!poison.equals(dead)) {
            world.violation("dead letters: expected " + poison + ", found " + dead);
        }
    }

    /// The texts of the tasks that the rules ask for.
    private List<String> texts(Occurrence one) {
        var lead = "L" + one.lead();
        var texts = new ArrayList<String>();
        switch (one.kind()) {
            case LEAD_ADDED -> {
                addIf(true, "call", "call " + lead, texts);
                addIf(true, "attend", "attend " + lead, texts);
                addIf(one.price() >= 50_000, "prepare", "prepare " + lead, texts);
                addIf(one.price() >= 50_000, "prepare", "visit " + lead, texts);
                addIf(one.contact(), "greet", "greet C" + one.lead(), texts);
            }
            case LEAD_MOVED -> {
                addIf(true, "balance", "balance " + lead, texts);
                addIf(one.stage() == SimulatedBooks.CONTRACT_STAGE, "file", "file " + lead, texts);
                addIf(SimulatedBooks.REGRETTED_STAGES.contains(one.stage()), "regret", ONCE + lead, texts);
                addIf(one.stage() == SimulatedBooks.MEETING_STAGE, "meet", UNLESS_OPEN + lead, texts);
                addIf(one.stage() == SimulatedBooks.CONTRACT_STAGE, "offer", CLOSED + lead, texts);
            }
            case LEAD_HANDED_OVER -> addIf(true, "hand-over", "learn about " + lead, texts);
            case TASK_ADDED -> addIf(true, "notice", NOTICED + key(one.text()), texts);
            case TASK_COMPLETED -> addIf(true, "review", REVIEW + key(one.text()), texts);
        }
        return texts;
    }

    private void addIf(boolean asked, String rule, String text, List<String> texts) {
        if (asked && rules.contains(rule)) {
            texts.add(text);
        }
    }

    private void expect(Occurrence one) {
        for (var waited : waits.expected(one)) {
            var count = expected.computeIfAbsent(key(waited.text()), _ -> new Count());
            count.dues.add(waited.due());
            count.least += isUncertain(one) ? 0 : waited.least();
            count.most += waited.most();
        }
        for (var text : texts(one)) {
            var count = expected.computeIfAbsent(text, _ -> new Count());
            count.most++;
            count.least += isUncertain(one) ? 0 : 1;
            if (text.startsWith(CLOSED) && isClosedLater(one)) {
                count.least--; // it may be closed before it was added
            }
            if (text.startsWith(ONCE)) {
                count.limitTo(1, 1);
            } else if (text.startsWith(UNLESS_OPEN) && count.most > 1) {
                tolerate(Tolerance.STILL_OPEN);
                count.limitTo(1, count.most);
            }
        }
    }

    private boolean isClosedLater(Occurrence one) {
        return occurrences.stream().anyMatch(other -> isClosing(other, one.lead()) && other.at() > one.at());
    }

    private static boolean isClosing(Occurrence one, int lead) {
        return one.kind() == Kind.LEAD_MOVED
                && one.lead() == lead
                && SimulatedBooks.REGRETTED_STAGES.contains(one.stage());
    }

    /// Compares the tasks that are open with the last stages of their leads.
    private void compareClosings() {
        for (var added : world.crm().history().added) {
            var task = world.crm().task(added.task());
            var last = occurrences.stream()
                    .filter(one -> one.kind() == Kind.LEAD_MOVED && one.lead() == added.lead())
                    .reduce((_, later) -> later);
            boolean isClosed = last.isPresent() && isClosing(last.get(), added.lead()) && !isUncertain(last.get());
            boolean isOpen = added.text().startsWith(CLOSED)
                    && isClosed
                    && task != null
                    && !task.path("is_completed").asBoolean();
            if (isOpen && world.crm().isUnrecognisable(added)) {
                tolerate(Tolerance.NOT_RECOGNISED);
            } else if (isOpen && world.plan().all(Trouble.class).stream().anyMatch(CallFault::refuses)) {
                tolerate(Tolerance.GIVEN_UP);
            } else if (isOpen) {
                world.violation("open: \"" + added.text() + "\" although its lead was lost since");
            }
        }
    }

    /// Compares the deadlines of tasks that have waited with the times for which they waited.
    private void compareDues() {
        var again = again();
        for (var added : world.crm().history().added) {
            var text = key(added.text());
            var count = expected.get(text);
            if (count == null || count.dues.isEmpty() || count.dues.contains(added.due())) {
                continue;
            }
            if (again.containsKey(noticed(text))) {
                tolerate(Tolerance.NOT_RECOGNISED);
            } else {
                world.violation(
                        "due: \"%s\" at %d, expected one of %s".formatted(added.text(), added.due(), count.dues));
            }
        }
    }

    /// Compares the lengths that people's tasks were given with the steps of the ladder that must have done so.
    private void compareLengths() {
        if (!rules.contains("extend")) {
            return;
        }
        for (var one : occurrences) {
            if (one.kind() != Kind.TASK_ADDED) {
                continue;
            }
            var expected = waits.lengths(one);
            var found = world.crm().history().lengths(one.task());
            if (!found.isEmpty()) {
                world.reached("ladder: " + found);
            }
            if (!expected.most().containsAll(found) && isStopUnknown()) {
                tolerate(Tolerance.NOT_LISTED);
            } else if (!expected.most().containsAll(found)) {
                world.violation(
                        "changed: \"%s\" to %s, expected at most %s".formatted(one.text(), found, expected.most()));
            } else if (!found.containsAll(expected.least()) && !isUncertain(one)) {
                if (world.plan().all(Trouble.class).stream().anyMatch(CallFault::refuses)) {
                    tolerate(Tolerance.GIVEN_UP);
                } else {
                    world.violation("unchanged: \"%s\" to %s, expected at least %s"
                            .formatted(one.text(), found, expected.least()));
                }
            } else if (!found.equals(found.stream().distinct().sorted().toList())) {
                tolerate(Tolerance.LATER_STEP_FIRST);
            }
        }
    }

    private boolean isStopUnknown() {
        return world.api().hasRefusedList() && occurrences.stream().anyMatch(Occurrence::webhookLost);
    }

    /// Whether recovery may rightly find nothing to do.
    private boolean isUncertain(Occurrence one) {
        if (one.task() > 0 && world.crm().history().isEditedWith(one)) {
            tolerate(Tolerance.SAME_SECOND);
            return true;
        }
        if (!one.webhookLost()) {
            return false;
        }
        if (one.task() > 0) {
            tolerate(Tolerance.TASK_AS_IT_IS_NOW);
            return true;
        }
        boolean hasEqual = occurrences.stream()
                .anyMatch(other -> !other.equals(one)
                        && other.kind() == one.kind()
                        && other.kind() != Kind.LEAD_ADDED
                        && other.lead() == one.lead()
                        && Math.abs(other.at() - one.at()) < 2 * TEN_MINUTES);
        if (hasEqual) {
            tolerate(Tolerance.EQUAL_CHANGES);
        }
        return hasEqual;
    }

    private void compare() {
        var found = new LinkedHashMap<String, Integer>();
        world.crm().history().added.forEach(added -> found.merge(key(added.text()), 1, Integer::sum));
        var again = again();
        var refused = refused();
        for (var one : expected.entrySet()) {
            var text = one.getKey();
            var count = one.getValue();
            int actual = found.getOrDefault(text, 0);
            if (actual < count.least && refused.getOrDefault(text, 0) >= MOST_REFUSALS) {
                tolerate(Tolerance.GIVEN_UP);
            } else if (actual < count.least) {
                world.violation("lost: expected %s \"%s\", found %d".formatted(count, text, actual));
            }
            int doubled = again.getOrDefault(text, 0) + again.getOrDefault(noticed(text), 0);
            if (actual > count.most && actual <= count.most + doubled) {
                tolerate(Tolerance.NOT_RECOGNISED);
            } else if (actual == count.most + 1 && !count.dues.isEmpty() && isStopUnknown()) {
                tolerate(Tolerance.NOT_LISTED);
            } else if (actual > count.most) {
                world.violation("doubled: expected %s \"%s\", found %d".formatted(count, text, actual));
            }
        }
        var unexpected = new ArrayList<>(found.keySet());
        unexpected.removeAll(expected.keySet());
        unexpected.removeIf(text -> isTolerated(text, again));
        if (!unexpected.isEmpty()) {
            world.violation("unexpected: no rule asks for " + unexpected);
        }
    }

    /// How many of the tasks of a text cannot be known again.
    private Map<String, Integer> again() {
        var again = new HashMap<String, Integer>();
        world.crm().history().added.stream()
                .filter(world.crm()::isUnrecognisable)
                .forEach(added -> again.merge(key(added.text()), 1, Integer::sum));
        return again;
    }

    /// How often a task was refused alone and without a reason, by its text.
    private Map<String, Integer> refused() {
        var refused = new HashMap<String, Integer>();
        world.api().refusedAlone().forEach((text, times) -> refused.merge(key(text), times, Integer::sum));
        return refused;
    }

    /// Compares the order in which the tasks of each lead's own events were added with that of the events.
    private void compareOrder() {
        if (world.plan().hasLateWebhooks()) {
            return;
        }
        var added = new HashMap<String, List<Integer>>();
        var all = world.crm().history().added;
        for (int i = 0; i < all.size(); i++) {
            added.computeIfAbsent(key(all.get(i).text()), _ -> new ArrayList<>())
                    .add(i);
        }
        var last = new HashMap<Integer, Integer>();
        var refused = refused();
        var seen = new HashSet<String>();
        for (var one : occurrences) {
            if (one.task() > 0 || one.webhookLost()) {
                continue;
            }
            var positions = new ArrayList<Integer>();
            for (var text : texts(one)) {
                var places = added.getOrDefault(text, List.of());
                // if a task was given up, an equal one is that of a later event
                boolean isOfThisEvent = places.size() == 1 && !refused.containsKey(text);
                if (seen.add(text) && isOfThisEvent && !text.startsWith(CLOSED)) {
                    positions.add(places.getFirst());
                }
            }
            for (var position : positions) {
                var before = last.getOrDefault(one.lead(), -1);
                if (position < before) {
                    world.violation("sequence: \"" + all.get(position).text()
                            + "\" was added before a task of an earlier" + " event of the same lead");
                }
            }
            positions.forEach(position -> last.merge(one.lead(), position, Math::max));
        }
    }

    /// Whether a rule may take a task of ours for a person's.
    private boolean isTolerated(String text, Map<String, Integer> again) {
        if (again.containsKey(noticed(text))) {
            tolerate(Tolerance.NOT_RECOGNISED);
            return true;
        }
        return false;
    }

    /// The text of the task that a rule on added tasks has answered by one with this text; empty for other texts.
    private static String noticed(String text) {
        return Stream.of(NOTICED, "first ", "second ")
                .filter(text::startsWith)
                .map(prefix -> text.substring(prefix.length()))
                .findFirst()
                .orElse("");
    }

    /// The text by which a task is known: without a person's edits, and as the first version of the book words it.
    private String key(String text) {
        var plain = text.replace("!", "");
        if (isBookChanged && plain.contains("ring ")) {
            tolerate(Tolerance.EITHER_BOOK);
        }
        return plain.replace("ring ", "call ");
    }

    private void tolerate(Tolerance tolerance) {
        world.reached("tolerated: " + tolerance);
    }

    private static final class Count {

        int least;
        int most;

        /// When the tasks must be done that have waited, in Unix seconds.
        final Set<Long> dues = new HashSet<>();

        void limitTo(int otherLeast, int otherMost) {
            least = Math.min(least, otherLeast);
            most = Math.min(most, otherMost);
        }

        @Override
        public String toString() {
            return least == most ? Integer.toString(least) : least + " to " + most;
        }
    }
}
