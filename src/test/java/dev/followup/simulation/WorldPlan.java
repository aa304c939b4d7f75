package dev.followup.simulation;

import dev.followup.simulation.PlanElement.AttendanceReported;
import dev.followup.simulation.PlanElement.ClocksApart;
import dev.followup.simulation.PlanElement.Deploy;
import dev.followup.simulation.PlanElement.Disliked;
import dev.followup.simulation.PlanElement.Freeze;
import dev.followup.simulation.PlanElement.Kill;
import dev.followup.simulation.PlanElement.LateVisibility;
import dev.followup.simulation.PlanElement.LeadAdded;
import dev.followup.simulation.PlanElement.LeadHandedOver;
import dev.followup.simulation.PlanElement.LeadMoved;
import dev.followup.simulation.PlanElement.Poison;
import dev.followup.simulation.PlanElement.TaskAdded;
import dev.followup.simulation.PlanElement.TaskTouched;
import dev.followup.simulation.PlanElement.TimedAction;
import dev.followup.simulation.PlanElement.Touch;
import dev.followup.simulation.PlanElement.Trouble;
import dev.followup.simulation.PlanElement.UserSwitched;
import dev.followup.simulation.PlanElement.WebhookOff;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.stream.Stream;

/// What happens in a world, drawn from its seed by swarm testing: each world has some kinds of faults, with shares of
/// their own, and none of the others.
///
/// @param seed of everything that is drawn while the world runs
/// @param book the number of the rule book
record WorldPlan(long seed, int book, List<PlanElement> elements) {

    static final String LOST_WEBHOOK = "webhook lost";
    static final String REPEATED_WEBHOOK = "webhook repeated";
    static final String LATE_WEBHOOK = "webhook late";
    static final String DELETE_LOST = "deletion of a message lost";
    static final String QUEUE_AWAY = "queue away";
    static final String TABLE_AWAY = "table away";
    static final String TABLE_THROTTLED = "table throttled";
    static final String ANSWER_OF_TABLE_LOST = "answer of the table lost";

    private static final List<String> OTHER_TROUBLES = List.of(
            LOST_WEBHOOK,
            REPEATED_WEBHOOK,
            DELETE_LOST,
            QUEUE_AWAY,
            TABLE_AWAY,
            TABLE_THROTTLED,
            ANSWER_OF_TABLE_LOST,
            CallFault.LATE.name());

    /// The most by which a late webhook is late: those of later events overtake it.
    static final Duration LATENESS = Duration.ofSeconds(25);

    /// Events of one lead are so far apart at least that their webhooks come in their order, unless one is late.
    private static final Duration APART = Duration.ofSeconds(4);

    /// When the webhook is checked next, counted from the begin of a world.
    private static final Duration CHECK = Duration.ofMinutes(15);

    /// The longest pause between two events, in milliseconds: less than any wait.
    private static final int LONGEST_PAUSE = 60_000;

    /// The same in worlds whose rules wait: waits come due in it.
    private static final int LONGEST_SILENCE = 200_000;

    WorldPlan {
        elements = List.copyOf(elements);
    }

    static List<String> troubles() {
        return Stream.concat(CallFault.ALL.stream().map(CallFault::name), OTHER_TROUBLES.stream())
                .toList();
    }

    /// The same world without one of its elements.
    WorldPlan without(PlanElement element) {
        return new WorldPlan(
                seed, book, elements.stream().filter(one -> one != element).toList());
    }

    <T extends PlanElement> List<T> all(Class<T> type) {
        return elements.stream().filter(type::isInstance).map(type::cast).toList();
    }

    <T extends PlanElement> Optional<T> first(Class<T> type) {
        return all(type).stream().findFirst();
    }

    /// Whether webhooks may overtake each other.
    boolean hasLateWebhooks() {
        return all(Trouble.class).stream().anyMatch(trouble -> trouble.name().equals(LATE_WEBHOOK));
    }

    /// The end of everything that happens, and of all disturbances.
    Duration end() {
        var last = elements.stream().map(element -> switch (element) {
            case TimedAction action -> action.at();
            case Trouble trouble -> trouble.until();
            case Disliked disliked -> disliked.until();
            case WebhookOff off -> off.until();
            case Kill _, Freeze _, ClocksApart _, LateVisibility _ -> Duration.ZERO;
        });
        return last.max(Duration::compareTo)
                .orElse(Duration.ZERO)
                .plusSeconds(10)
                .plus(hasLateWebhooks() ? LATENESS : Duration.ZERO);
    }

    /// Random numbers of one thing in the world of a seed, which have nothing to do with those of other seeds.
    static SplittableRandom random(long seed, String name) {
        return new SplittableRandom(new SplittableRandom(seed ^ ((long) name.hashCode() << 32)).nextLong());
    }

    static WorldPlan of(long seed) {
        return new Draw(seed).plan();
    }

    private static final class Draw {

        private final SplittableRandom random;
        private final long seed;
        private final List<PlanElement> elements = new ArrayList<>();
        private int leads;

        Draw(long seed) {
            this.seed = seed;
            this.random = random(seed, "plan");
        }

        WorldPlan plan() {
            int book = book();
            int longest = SimulatedBooks.waits(book) ? LONGEST_SILENCE : LONGEST_PAUSE;
            var events = 3 + random.nextInt(10);
            boolean hasWebhookOff = SimulatedBooks.waits(book) && random.nextInt(8) == 0;
            var at = hasWebhookOff ? CHECK.minusSeconds(5 + random.nextInt(70)) : Duration.ofSeconds(3);
            for (int i = 0; i < events; i++) {
                elements.add(event(at, i));
                at = at.plus(APART).plusMillis(random.nextInt(random.nextInt(4) == 0 ? longest : 3_000));
            }
            for (var trouble : troubles()) {
                if (random.nextInt(8) == 0) {
                    elements.add(trouble(trouble, at));
                }
            }
            addMishaps();
            if (hasWebhookOff) {
                var from = CHECK.minusMillis(random.nextInt(20_000));
                elements.add(new WebhookOff(from, from.plusSeconds(300 + random.nextInt(2_400))));
            } else if (SimulatedBooks.waits(book) && random.nextInt(3) == 0) {
                elements.add(new Trouble(LATE_WEBHOOK, Duration.ZERO, at, 0.5));
            }
            if (SimulatedBooks.isDropped(book) && random.nextBoolean()) {
                addRollback();
            }
            if (SimulatedBooks.waits(book) && random.nextInt(3) == 0) {
                addStop(at);
            }
            if (SimulatedBooks.asksForOpenTasks(book) && random.nextInt(3) == 0) {
                addQuickMoves(at);
            }
            if (SimulatedBooks.hasPeople(book) && random.nextBoolean()) {
                addAbsences(at);
            }
            return new WorldPlan(seed, book, elements);
        }

        private int book() {
            int without = random.nextInt(SimulatedBooks.WITHOUT_PEOPLE);
            var people = random(seed, "people");
            return people.nextInt(8) > 0
                    ? without
                    : SimulatedBooks.WITHOUT_PEOPLE + people.nextInt(SimulatedBooks.WITH_PEOPLE);
        }

        private void addAbsences(Duration end) {
            for (var person : new TreeSet<>(SimulatedBooks.MAY_BE_AWAY.keySet())) {
                if (random.nextInt(3) > 0) {
                    var from = Duration.ofMillis(random.nextLong(end.toMillis()));
                    elements.add(new AttendanceReported(from, person, false));
                    if (random.nextBoolean()) {
                        var back = from.plusSeconds(random.nextInt(120));
                        elements.add(new AttendanceReported(back, person, true));
                    }
                }
            }
        }

        private PlanElement event(Duration at, int number) {
            if (leads == 0 || random.nextInt(3) == 0) {
                leads++;
                return new LeadAdded(at, leads, random.nextInt(100_000), user(), random.nextBoolean());
            }
            int lead = 1 + random.nextInt(leads);
            return switch (random.nextInt(16)) {
                case 0, 1, 2, 3 -> new LeadMoved(at, lead, SimulatedBooks.STAGES.get(random.nextInt(4)));
                case 4, 5 -> new LeadHandedOver(at, lead, user());
                case 6, 7 -> new TaskAdded(at, lead, number);
                case 8, 9, 10, 11 -> new TaskTouched(at, lead, touch());
                case 12 -> new UserSwitched(at, 102L + random.nextInt(2), random.nextBoolean());
                case 13 -> new Poison(at, number);
                default -> new Deploy(at, random.nextInt(3) == 0);
            };
        }

        private Touch touch() {
            var touches = List.of(Touch.values());
            return touches.get(random.nextInt(touches.size()));
        }

        private long user() {
            return 101L + random.nextInt(4);
        }

        private Trouble trouble(String name, Duration end) {
            var from = Duration.ofMillis(random.nextLong(end.toMillis()));
            var length = random.nextBoolean() ? 60 : 1 + random.nextInt(300);
            var until = from.plusSeconds(length);
            var share = random.nextInt(3) == 0 ? 1 : random.nextDouble(0.05, 0.6);
            return new Trouble(name, from, until, share);
        }

        /// A release drops a rule for which something waits, and is taken back, often after the wait's time.
        private void addRollback() {
            var added = elements.stream()
                    .flatMap(element -> element instanceof LeadAdded lead ? Stream.of(lead) : Stream.empty())
                    .toList();
            var at = added.get(random.nextInt(added.size())).at();
            elements.add(new Deploy(at.plusSeconds(15 + random.nextInt(150)), true));
            elements.add(new Deploy(at.plusSeconds(170 + random.nextInt(600)), true));
        }

        /// A person adds a task to a lead without others and completes it while a rule waits. Often no webhook
        /// reports that.
        private void addStop(Duration end) {
            leads++;
            var begin = end.plus(APART);
            var stop = begin.plusSeconds(5 + random.nextInt(45));
            elements.add(new LeadAdded(end, leads, 0, 101, false));
            elements.add(new TaskAdded(begin, leads, elements.size()));
            elements.add(new TaskTouched(stop, leads, Touch.COMPLETE));
            if (random.nextInt(3) > 0) {
                elements.add(new Trouble(LOST_WEBHOOK, stop.minusSeconds(1), stop.plusSeconds(1), 1));
            }
        }

        /// A lead is added and moved on, and back, within seconds, while the CRM shows late what was added.
        private void addQuickMoves(Duration end) {
            leads++;
            elements.add(new LateVisibility(Duration.ofMillis(5_000 + random.nextInt(14_500))));
            elements.add(new LeadAdded(end, leads, 0, 101, false));
            var at = end;
            for (int stage : List.of(SimulatedBooks.MEETING_STAGE, 101, SimulatedBooks.MEETING_STAGE)) {
                at = at.plus(APART).plusMillis(random.nextInt(5_000));
                elements.add(new LeadMoved(at, leads, stage));
            }
        }

        private void addMishaps() {
            for (int i = random.nextInt(4) - 1; i > 0; i--) {
                elements.add(new Kill(random.nextInt(25), 1 + random.nextInt(40)));
            }
            for (int i = random.nextInt(6) - 3; i > 0; i--) {
                var seconds = random.nextBoolean() ? 175 + random.nextInt(40) : 20 + random.nextInt(300);
                elements.add(new Freeze(2 + random.nextInt(15), 3 + random.nextInt(20), Duration.ofSeconds(seconds)));
            }
            if (random.nextInt(6) == 0) {
                var from = Duration.ofSeconds(random.nextInt(10));
                elements.add(new Disliked(1, from, from.plusSeconds(120 + random.nextInt(900))));
            }
            if (random.nextInt(3) == 0) {
                elements.add(new ClocksApart(
                        Duration.ofMillis(random.nextInt(160_000) - 80_000L),
                        Duration.ofMillis(random.nextInt(2_000))));
            }
            if (random.nextInt(3) == 0) {
                elements.add(new LateVisibility(Duration.ofMillis(500 + random.nextInt(19_000))));
            }
        }
    }
}
