package dev.followup.explain;

import dev.followup.event.CrmEvent;
import dev.followup.event.EntityRef;
import dev.followup.event.Facts;
import dev.followup.rule.DateSearch;
import dev.followup.rule.DueRule;
import dev.followup.rule.EntitySearch;
import dev.followup.rule.RuleBook;
import dev.followup.rule.RuleVerdict;
import dev.followup.rule.RuleVerdict.Decision;
import dev.followup.rule.Search;
import dev.followup.rule.TaskSearch;
import dev.followup.task.DraftCommand;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The builder of an explanation, event by event. It leaves out what would make the answer too long, and counts it.
public final class ExplanationBuilder {

    /// The longest explanation, in characters, of which each takes at most four bytes but for the rarest.
    /// Source: AWS documentation, "Lambda quotas", a response has at most 6 MB; read 2026-11-28.
    private static final int LONGEST = 1_000_000;

    /// How many characters the names of fields and the short values of an entry take.
    private static final int FIELDS = 200;

    private final List<Explanation.Event> events = new ArrayList<>();
    private final List<Explanation.Refusal> refused = new ArrayList<>();
    private final List<Explanation.Verdict> rules = new ArrayList<>();
    private final List<Explanation.Command> commands = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();
    private final RuleBook book;
    private final CommandDescriber commandDescriber;
    private int length;
    private int leftOut;

    public ExplanationBuilder(RuleBook book) {
        this.book = book;
        this.commandDescriber = new CommandDescriber(book.zone(), book);
    }

    /// The explanation of one event.
    ///
    /// @param storedAt when the inbox stored the event's message
    public static Explanation of(RuleBook book, CrmEvent event, Instant storedAt) {
        var builder = new ExplanationBuilder(book);
        builder.add(event, storedAt);
        return builder.build();
    }

    void refuse(String where, String reason) {
        put(refused, new Explanation.Refusal(where, reason), where.length() + reason.length());
    }

    void warn(String warning) {
        warnings.add(warning);
    }

    /// Adds an event that is heard at once, the verdict of every rule on it, and the commands that would be sent.
    public void add(CrmEvent event) {
        add(event, event.time());
    }

    /// Adds an event, the verdict of every rule on it, and the commands that would be sent.
    ///
    /// @param storedAt when the inbox stored the event's message
    public void add(CrmEvent event, Instant storedAt) {
        if (isFull()) {
            leftOut++; // it is not even put to the rules
            return;
        }
        var index = events.size();
        var plan = book.explain(event, storedAt);
        var waits = plan.waits().stream().map(request -> book.name(request.rule()));
        add(
                event,
                plan.facts(),
                plan.verdicts(),
                Stream.concat(listeners(event, plan.facts()).stream(), waits).collect(Collectors.toSet()));
        plan.drafts().forEach(draft -> put(commandDescriber.command(draft, index, null)));
        plan.waiting().forEach(one -> put(commandDescriber.command(one.draft(), index, one.after())));
        warnings.addAll(plan.warnings());
    }

    /// A command, as explanations show it.
    public Explanation.Command describe(DraftCommand draft) {
        return commandDescriber.command(draft, 0, null);
    }

    /// Adds what a rule that runs by the clock causes: its event, or the search that comes first. Only the CRM knows
    /// what it finds.
    void add(String account, DueRule dueRule) {
        if (isFull()) {
            leftOut++;
            return;
        }
        var search = dueRule.search();
        if (search == null) {
            add(dueRule.event(account));
            return;
        }
        var kind = dueRule.kind();
        var facts = new Facts(Map.of("event", Map.of("kind", kind.word(), "rule", dueRule.rule())));
        var event = new CrmEvent(kind, account, null, dueRule.slot(), facts, account + ":" + dueRule.rule());
        var verdicts = book.explain(event).verdicts().stream()
                .map(verdict -> verdict.rule().equals(dueRule.rule()) ? search(dueRule, search) : verdict)
                .toList();
        add(event, facts, verdicts, listeners(event, facts));
    }

    /// The rules that are for such an event. What the clock sets off is for one rule alone.
    private Set<String> listeners(CrmEvent event, Facts seen) {
        return seen.at("event.rule")
                .filter(_ -> event.kind().isScheduled())
                .map(rule -> Set.of(rule.toString()))
                .orElseGet(() -> Set.copyOf(book.names(event.kind())));
    }

    private static RuleVerdict search(DueRule rule, Search search) {
        var what = switch (search) {
            case TaskSearch tasks -> ValueFormat.search(tasks);
            case EntitySearch entities -> ValueFormat.search(entities);
            case DateSearch dates -> dates.date();
        };
        var fires = rule.perPerson()
                ? ", and fires once for each user who is responsible for any of them"
                : ", and fires for each that it finds";
        var most = rule.limit() == Integer.MAX_VALUE ? "" : ", at most " + rule.limit() + " times";
        return new RuleVerdict(rule.rule(), Decision.UNDECIDED, "it looks for " + what + fires + most);
    }

    /// @param listening the rules that are for such an event, or of which it stops or closes something
    private void add(CrmEvent event, Facts seen, List<RuleVerdict> verdicts, Set<String> listening) {
        var index = events.size();
        var shown = new Explanation.Event(
                event.kind().word(),
                CommandDescriber.entity(event.entity()),
                event.time().toString(),
                seen.document(),
                book.missing(event).stream()
                        .map(EntityRef.Type::singular)
                        .sorted()
                        .toList());
        put(events, shown, shown.facts().toString().length());
        for (var verdict : verdicts) {
            var ofRule = new Explanation.Verdict(
                    verdict.rule(),
                    index,
                    listening.contains(verdict.rule()),
                    fires(verdict.decision()),
                    verdict.reason());
            put(rules, ofRule, ofRule.rule().length() + ofRule.reason().length());
        }
    }

    private static @Nullable Boolean fires(Decision decision) {
        return switch (decision) {
            case FIRES -> true;
            case DOES_NOT_FIRE -> false;
            case UNDECIDED -> null;
        };
    }

    private void put(Explanation.Command command) {
        put(commands, command, command.toString().length());
    }

    /// Adds an entry unless the explanation is full.
    ///
    /// @param texts how many characters its texts have
    private <T> void put(List<T> entries, T entry, int texts) {
        if (isFull()) {
            leftOut++;
        } else {
            entries.add(entry);
            length += FIELDS + texts;
        }
    }

    private boolean isFull() {
        return length >= LONGEST;
    }

    public Explanation build() {
        var all = new ArrayList<>(warnings);
        if (leftOut > 0) {
            all.addFirst(
                    "%d events, verdicts, commands or unread parts are left out, since the answer would be too long:"
                                    .formatted(leftOut)
                            + " explain a smaller body, or one of its events");
        }
        return new Explanation(book.zone().getId(), events, refused, rules, commands, all);
    }
}
