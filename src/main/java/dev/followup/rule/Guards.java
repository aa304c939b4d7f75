package dev.followup.rule;

import dev.followup.event.CrmEvent;
import dev.followup.event.EntityRef;
import dev.followup.event.EventKind;
import dev.followup.event.Facts;
import dev.followup.rule.action.Assignee;
import dev.followup.rule.action.ReadContext;
import dev.followup.rule.action.TaskSelector;
import dev.followup.rule.pattern.Objection;
import dev.followup.rule.time.DurationReader;
import dev.followup.task.DraftCommand;
import dev.followup.task.OnceGuard;
import dev.followup.task.OpenTaskFilter;
import dev.followup.task.RuleLimit;
import dev.followup.task.TaskCommand;
import dev.followup.task.TaskType;
import dev.followup.yaml.AllowedWords;
import dev.followup.yaml.YamlMapping;
import dev.followup.yaml.YamlNode;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The guards of a rule: what may hold it back although its conditions are met.
///
/// @param unless the open task that keeps it from adding another; `null` for none
/// @param once how often it reacts to an entity; `null` for always
/// @param own whether it also reacts to events that Followup itself caused
/// @param atMost how many events of an entity it reacts to in an hour
/// @param maxAge how old an event may be when the inbox stores it; `null` for any age
record Guards(
        @Nullable UnlessOpenTask unless,
        @Nullable OncePerEntity once,
        boolean own,
        int atMost,
        @Nullable Duration maxAge) {

    /// The limit if the rule names none: more than people do to one entity within an hour, and few enough to
    /// undo by hand.
    private static final int USUAL = 20;

    private static final int MOST = 1000;

    /// Reads the guards from the keys of a rule; problems are noted.
    static Guards read(YamlMapping rule, ReadContext context) {
        var unless = rule.optional("unless");
        unless.ifPresent(context::requireEntity);
        unless.filter(_ -> !context.adds())
                .ifPresent(found -> found.object("found a guard for create-task, and the rule adds no task"));
        var once = rule.optional("once");
        once.ifPresent(context::requireEntity);
        return new Guards(
                unless.map(found -> UnlessOpenTask.read(found, context)).orElse(null),
                once.map(OncePerEntity::read).orElse(null),
                rule.optional("own").filter(found -> own(found, context)).isPresent(),
                rule.optional("at-most").map(Guards::atMost).orElse(USUAL),
                rule.optional("max-age")
                        .flatMap(found -> maxAge(found, context))
                        .orElse(null));
    }

    private static Optional<Duration> maxAge(YamlNode node, ReadContext context) {
        if (context.kinds().stream().anyMatch(EventKind::isScheduled)) {
            node.object("found \"max-age\" in a rule that runs by the clock, whose events are never late, expected"
                    + " none");
        }
        return DurationReader.days(node);
    }

    private static int atMost(YamlNode node) {
        if (node.value().orElse("") instanceof Long most && most >= 1 && most <= MOST) {
            return most.intValue();
        }
        node.refuse("how many events of an entity the rule answers in an hour, from 1 to " + MOST + "; " + USUAL
                + " if left out");
        return USUAL;
    }

    private static boolean own(YamlNode node, ReadContext context) {
        if (!(node.value().orElse(0) instanceof Boolean own)) {
            node.refuse("true or false");
            return false;
        }
        if (!context.kinds().isEmpty()
                && context.kinds().stream().noneMatch(kind -> kind.isOfTask() && !kind.isScheduled())) {
            node.object("found " + own + ", but Followup causes none of the rule's events, expected"
                    + " a kind of event of tasks, such as " + EventKind.TASK_ADDED);
        }
        return own;
    }

    /// Why the rule does not react, as far as the facts show; empty if it does.
    Optional<Objection> objection(Facts facts) {
        return own || !isOwn(facts)
                ? Optional.empty()
                : Optional.of(() -> "Followup itself caused the event, and the rule does not say own: true");
    }

    private static boolean isOwn(Facts facts) {
        return facts.document().get("event") instanceof Map<?, ?> event && Boolean.TRUE.equals(event.get("own"));
    }

    /// Why the rule does not react to an event that was heard late; empty if it does.
    ///
    /// @param storedAt when the inbox stored the event's message
    Optional<Objection> objection(CrmEvent event, Instant storedAt) {
        if (maxAge == null) {
            return Optional.empty();
        }
        var age = Duration.between(event.time(), storedAt);
        return age.compareTo(maxAge) <= 0
                ? Optional.empty()
                : Optional.of(() -> "the event was %s old when it was heard, rule wants at most %s (max-age)"
                        .formatted(DurationReader.words(age), DurationReader.words(maxAge)));
    }

    /// What restricts the rule to one event of the event's entity; `null` if nothing does.
    @Nullable
    OnceGuard once(CrmEvent event) {
        return once == null || event.entity() == null ? null : new OnceGuard(event.entity(), event.time(), once.span());
    }

    /// The draft of an action under these guards; empty if there is nothing to do.
    ///
    /// @param warnings receives a warning for a guard that cannot be checked
    Optional<DraftCommand> guarded(DraftCommand draft, CrmEvent event, Consumer<String> warnings) {
        var command = guarded(draft.command(), warnings);
        if (once == null) {
            return Optional.of(draft.guarded(command, null, limit(event)));
        }
        if (event.entity() == null) {
            warnings.accept(TaskSelector.NO_ENTITY);
            return Optional.empty();
        }
        var spent = new OnceGuard(event.entity(), event.time(), once.span());
        return Optional.of(draft.guarded(command, spent, limit(event)));
    }

    /// The limit that stops a rule which triggers itself; `null` for events that rules cannot cause.
    private @Nullable RuleLimit limit(CrmEvent event) {
        var hour = event.time().truncatedTo(ChronoUnit.HOURS);
        if (event.kind().isFound() && event.facts().at("person").isPresent()) {
            return new RuleLimit("user " + event.facts().at(Assignee.PERSON).orElse("0"), hour, atMost);
        }
        if (event.kind() == EventKind.TASK_FOUND) {
            return new RuleLimit("task " + event.facts().at("task.id").orElse(""), hour, atMost);
        }
        if (event.entity() != null) {
            return new RuleLimit(event.entity().toString(), hour, atMost);
        }
        return event.kind().isOfTask() ? new RuleLimit("", hour, atMost) : null;
    }

    private TaskCommand guarded(TaskCommand command, Consumer<String> warnings) {
        if (unless == null || !(command instanceof TaskCommand.Create create)) {
            return command;
        }
        var entity = create.task().about();
        if (entity == null) {
            warnings.accept("adds its task in any case: the event names no lead, contact, company or customer");
            return command;
        }
        return new TaskCommand.Create(
                create.origin(),
                create.task(),
                unless.tasks(entity, create.task().type()),
                create.substitutes(),
                create.personChoice());
    }

    /// The guard that no task is added if there is an open one.
    ///
    /// @param types any of these types, every type if empty; `null` for the type of the new task
    /// @param madeBy the key of the rule whose tasks alone count; `null` for all tasks
    record UnlessOpenTask(
            @Nullable Set<TaskType> types, @Nullable String madeBy) {

        private static final AllowedWords WORD =
                AllowedWords.of("open-task").expecting("open-task or a mapping such as { type: any }");
        private static final AllowedWords KEYS = AllowedWords.of("type", "made-by");

        /// Reads the value of `unless`; problems are noted.
        static UnlessOpenTask read(YamlNode node, ReadContext context) {
            if (!node.isMapping()) {
                WORD.admits(node);
                return new UnlessOpenTask(null, null);
            }
            var keys = node.keys(KEYS);
            return new UnlessOpenTask(
                    keys.optional("type").map(context.types()::types).orElse(null), TaskSelector.madeBy(keys, context));
        }

        /// The tasks of which none may be open.
        ///
        /// @param own the type of the new task
        OpenTaskFilter tasks(EntityRef entity, TaskType own) {
            return new OpenTaskFilter(entity, types == null ? Set.of(own) : types, Set.of(), madeBy);
        }
    }

    /// The guard that a rule reacts to each entity only once.
    ///
    /// @param span for how long; `null` for ever
    record OncePerEntity(@Nullable Duration span) {

        private static final AllowedWords WORD =
                AllowedWords.of("per-entity").expecting("per-entity or a mapping such as { per-entity: 30d }");
        private static final AllowedWords KEYS = AllowedWords.of("per-entity");

        /// Reads the value of `once`; problems are noted.
        static OncePerEntity read(YamlNode node) {
            if (node.isMapping()) {
                return new OncePerEntity(node.keys(KEYS)
                        .optional("per-entity")
                        .flatMap(DurationReader::days)
                        .orElse(null));
            }
            WORD.admits(node);
            return new OncePerEntity(null);
        }
    }
}
