package dev.followup.worker.delivery;

import dev.followup.crm.session.CrmSession;
import dev.followup.crm.task.CrmTasks;
import dev.followup.ledger.Ledger.PendingCommand;
import dev.followup.task.CommandSequence;
import dev.followup.task.Outcome;
import dev.followup.task.TaskCommand;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The sending of pending commands: one round with those that are ready now, and the record of their outcomes.
@ApplicationScoped
public class CommandSender {

    /// How often the CRM may refuse a command alone, without a reason, before it is given up. The attempts are made
    /// in different invocations.
    private static final int MAX_REFUSALS = 3;

    /// How old a command is at least when it is given up after such refusals: where webhooks come each second, three
    /// invocations are over within seconds, and a bad minute of a proxy must not condemn a command.
    private static final Duration MIN_AGE_TO_GIVE_UP = Duration.ofMinutes(2);

    private static final Outcome CLOSED_BEFORE = new Outcome.Skipped("an event closed it before it was added");

    private final CrmTasks crm;
    private final OpenTaskQuery openTasks;
    private final PersonChooser persons;
    private final Clock clock;

    public CommandSender(CrmTasks crm, OpenTaskQuery openTasks, PersonChooser persons, Clock clock) {
        this.crm = crm;
        this.openTasks = openTasks;
        this.persons = persons;
        this.clock = clock;
    }

    /// Sends the commands that are ready, with those that are marked as sent already.
    ///
    /// @return whether more commands are ready then
    /// @throws dev.followup.ledger.LedgerUnavailableException if the ledger could not be written: then
    /// nothing more is sent
    boolean send(CrmSession session, PendingCommands pending) {
        var ready = ReadyCommands.of(pending.commands());
        var marked = pending.takeMarked();
        var closure = session.closure().map(OpenTaskQuery::outcome);
        closure.ifPresent(outcome -> pending.leave(ready.commands(), outcome));
        var commands = closure.isPresent() ? List.<TaskCommand>of() : ready.commands();
        if (commands.isEmpty() && marked.isEmpty()) {
            return false;
        }
        var outcomes = send(session, pending, commands, marked);
        return outcomes.stream()
                .anyMatch(outcome -> outcome instanceof Outcome.Reassigned || (!ready.isAll() && !outcome.isPending()));
    }

    /// Sends the commands that the CRM has refused alone in earlier invocations: each once, and in a call of its own.
    ///
    /// @return whether more commands are ready then
    boolean sendRefusedAlone(CrmSession session, PendingCommands pending) {
        var tried = new HashSet<>(pending.refusedAlone());
        boolean isAnyOver = false;
        var next = ReadyCommands.refusedAlone(pending.commands(), tried);
        while (next.isPresent() && !session.isClosed()) {
            tried.add(next.get().key());
            isAnyOver |= send(session, pending, List.of(next.get()), List.of()).stream()
                    .anyMatch(outcome -> !outcome.isPending());
            next = ReadyCommands.refusedAlone(pending.commands(), tried);
        }
        return isAnyOver;
    }

    /// Sends commands and notes their outcomes.
    ///
    /// @param marked further commands, which are marked as sent already: nothing has to be asked before
    private Collection<Outcome> send(
            CrmSession session, PendingCommands pending, List<TaskCommand> commands, List<TaskCommand> marked) {
        var outcomes = new LinkedHashMap<String, Outcome>();
        var inFlight = new ArrayList<InFlightCommand>();
        if (!commands.isEmpty()) {
            if (commands.stream()
                    .anyMatch(command -> command.requiredOpenTasks().isPresent())) {
                pending.record(); // which command added an open task is asked from the ledger
            }
            var snapshot = openTasks.snapshot(session, commands, pending.additions());
            var closed = ReadyCommands.closed(pending.commands());
            var ready = commands.stream()
                    .map(command -> closed.contains(command.key())
                            ? InFlightCommand.settled(command, CLOSED_BEFORE)
                            : snapshot.inFlight(command))
                    .toList();
            inFlight.addAll(toSend(persons.choose(session, ready), outcomes));
            pending.markSent(inFlight.stream().map(InFlightCommand::command).toList(), clock.instant());
        }
        marked.forEach(command -> inFlight.add(InFlightCommand.of(command, List.of(command))));
        if (!inFlight.isEmpty()) {
            var perTask =
                    inFlight.stream().flatMap(one -> one.perTask().stream()).toList();
            var partOutcomes = crm.carryOut(session, perTask);
            inFlight.forEach(one -> outcomes.putAll(one.outcomes(partOutcomes)));
            inFlight.forEach(one -> pending.logRefusedParts(one.refusedParts(partOutcomes)));
        }
        pending.commands()
                .forEach(one -> outcomes.computeIfPresent(
                        one.command().key(), (_, outcome) -> consequence(one, outcome, pending.age(one))));
        pending.end(outcomes);
        return outcomes.values();
    }

    /// What follows from the CRM's refusals: a command goes to another user if the CRM refuses the responsible one,
    /// and is given up if it was refused alone too often.
    private static Outcome consequence(PendingCommand pending, Outcome outcome, Duration age) {
        return switch (outcome) {
            case Outcome.Refused(var reason, var ofResponsible)
            when ofResponsible ->
                pending.command()
                        .reassigned()
                        .<Outcome>map(command -> new Outcome.Reassigned(command, reason))
                        .orElse(outcome);
            case Outcome.Deferred(var reason, var refusedAlone)
            when refusedAlone && pending.refusals() + 1 >= MAX_REFUSALS && age.compareTo(MIN_AGE_TO_GIVE_UP) >= 0 ->
                new Outcome.Refused("refused alone %d times, while the CRM took other commands: %s"
                        .formatted(pending.refusals() + 1, reason));
            default -> outcome;
        };
    }

    /// The commands to send. The outcomes of the others are added to the outcomes: of those that need not be
    /// sent, and of those that must wait for one that stays pending.
    private static List<InFlightCommand> toSend(List<InFlightCommand> ready, Map<String, Outcome> outcomes) {
        var stillPending = new CommandSequence<String>();
        var toSend = new ArrayList<InFlightCommand>();
        for (var one : ready) {
            var command = one.command();
            var settled = stillPending.precedes(command) ? Outcome.Deferred.behindEarlier() : one.settled();
            if (settled == null) {
                toSend.add(one);
                continue;
            }
            outcomes.put(command.key(), settled);
            if (settled.isPending()) {
                stillPending.add(command, command.key());
            }
        }
        return toSend;
    }
}
