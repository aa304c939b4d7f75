package dev.followup.worker.delivery;

import dev.followup.crm.session.CrmFailure;
import dev.followup.crm.session.CrmResult;
import dev.followup.crm.session.CrmSession;
import dev.followup.crm.session.Page;
import dev.followup.crm.task.CrmTasks;
import dev.followup.task.PersonChoice;
import dev.followup.task.PersonChoice.Candidate;
import dev.followup.task.TaskCommand;
import dev.followup.task.TaskQuery;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jboss.logging.Logger;

/// The choice of the person with the fewest open tasks, made right before commands are sent. The open tasks of each
/// person are asked once for all commands of a call, one page a person; what the call itself assigns counts too.
@ApplicationScoped
public class PersonChooser {

    /// Who has so many open tasks has enough: more do not come on one page.
    private static final int FULL = Page.LARGEST;

    private static final TaskQuery OPEN = TaskQuery.ALL.withCompleted(false);

    private static final Logger LOG = Logger.getLogger("dev.followup");

    private final CrmTasks crm;

    public PersonChooser(CrmTasks crm) {
        this.crm = crm;
    }

    /// The commands with the persons who were chosen. A command whose person cannot be chosen now waits.
    ///
    /// @param ready the commands in their order
    List<InFlightCommand> choose(CrmSession session, List<InFlightCommand> ready) {
        var users = new TreeSet<Long>();
        ready.stream()
                .filter(PersonChooser::awaits)
                .flatMap(one -> candidates(one).stream())
                .map(Candidate::user)
                .forEach(users::add);
        if (users.isEmpty()) {
            return ready;
        }
        var loads = loads(session, users);
        var chosen = new ArrayList<InFlightCommand>();
        for (var one : ready) {
            var decided = awaits(one) ? loads.choose(one) : one;
            if (decided.settled() == null) {
                loads.count(decided);
            }
            if (awaits(one) && decided.settled() == null) {
                LOG.infof(
                        "%s: rule %s: %s",
                        session.account().name(),
                        one.command().origin().rule(),
                        decided.command().choice().map(PersonChoice::reason).orElse(""));
            }
            chosen.add(decided);
        }
        return chosen;
    }

    private static boolean awaits(InFlightCommand one) {
        return one.settled() == null && one.command().awaitsPerson();
    }

    private static List<Candidate> candidates(InFlightCommand one) {
        return one.command().choice().map(PersonChoice::leastLoaded).orElse(List.of());
    }

    private Loads loads(CrmSession session, Set<Long> users) {
        var counts = new HashMap<Long, Integer>();
        var unknown = new HashMap<Long, CrmFailure>();
        for (var user : users) {
            switch (crm.first(session, OPEN.withResponsible(Set.of(user)))) {
                case CrmResult.All(var tasks)
                when tasks.isEmpty() -> {
                    return ofAll(session, users);
                }
                case CrmResult.All(var tasks) ->
                    counts.put(user, tasks.orElseThrow().size());
                case CrmResult.Failed(var failure) -> unknown.put(user, failure);
            }
        }
        return new Loads(counts, unknown);
    }

    /// The loads by the list of all open tasks, which is read once: the CRM ignores the filter by person.
    private Loads ofAll(CrmSession session, Set<Long> users) {
        var counts = new HashMap<Long, Integer>();
        var unknown = new HashMap<Long, CrmFailure>();
        switch (crm.find(session, OPEN.withResponsible(users))) {
            case CrmResult.All(var tasks) -> tasks.forEach(task -> counts.merge(task.responsible(), 1, Integer::sum));
            case CrmResult.Failed(var failure) -> users.forEach(user -> unknown.put(user, failure));
        }
        return new Loads(counts, unknown);
    }

    /// How many open tasks people have.
    ///
    /// @param counts by user
    /// @param unknown the users of whom it is not known, and why
    private record Loads(Map<Long, Integer> counts, Map<Long, CrmFailure> unknown) {

        InFlightCommand choose(InFlightCommand one) {
            var candidates = candidates(one);
            var failure = candidates.stream()
                    .flatMap(candidate -> Optional.ofNullable(unknown.get(candidate.user())).stream())
                    .findFirst();
            if (failure.isPresent()) {
                return InFlightCommand.settled(one.command(), OpenTaskQuery.outcome(failure.get()));
            }
            var fitting = candidates.stream()
                    .filter(candidate -> of(candidate.user()) < most(candidate))
                    .sorted(Comparator.comparing(candidate -> of(candidate.user())))
                    .toList();
            var users = fitting.stream().map(Candidate::user).toList();
            return one.chosen(users, reason(one.command(), candidates, fitting));
        }

        private String reason(TaskCommand command, List<Candidate> candidates, List<Candidate> fitting) {
            var words = new ArrayList<String>();
            if (fitting.isEmpty()) {
                words.add(
                        command.substitutes().isEmpty()
                                ? "nobody may have more open tasks, the CRM decides"
                                : "nobody may have more open tasks, user "
                                        + command.substitutes().getFirst() + " gets it");
            } else {
                var best = fitting.getFirst();
                words.add(best.name() + " has the fewest open tasks (" + of(best.user()) + ")");
            }
            candidates.stream()
                    .filter(candidate -> !fitting.contains(candidate))
                    .map(candidate -> "%s is passed over: has %s of %d open tasks"
                            .formatted(
                                    candidate.name(),
                                    of(candidate.user()) >= FULL ? FULL + " or more" : of(candidate.user()),
                                    most(candidate)))
                    .forEach(words::add);
            return String.join("; ", words);
        }

        private int of(long user) {
            return counts.getOrDefault(user, 0);
        }

        private static int most(Candidate candidate) {
            var most = candidate.maxOpenTasks();
            return most == null ? FULL : most;
        }

        /// Counts the tasks that a command gives to a person.
        void count(InFlightCommand one) {
            one.command()
                    .responsible()
                    .ifPresent(user -> counts.computeIfPresent(
                            user, (_, open) -> open + one.perTask().size()));
        }
    }
}
