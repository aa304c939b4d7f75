package dev.followup.function;

import dev.followup.event.CrmEvent;
import dev.followup.event.EntityRef;
import dev.followup.event.EventKind;
import dev.followup.event.Facts;
import dev.followup.rule.Firing;
import dev.followup.rule.RuleBook;
import dev.followup.rule.TaskSearch;
import dev.followup.rule.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Puts together what is to be told of a body, event by event.
final class ExplanationWriter {

    private final List<Explanation.Happening> events = new ArrayList<>();
    private final List<Explanation.Refusal> refused = new ArrayList<>();
    private final List<Explanation.Verdict> rules = new ArrayList<>();
    private final List<Explanation.Order> orders = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();
    private final RuleBook book;
    private final OrderWriter orderWriter;

    ExplanationWriter(RuleBook book) {
        this.book = book;
        this.orderWriter = new OrderWriter(book.zone());
    }

    void refuse(String where, String reason) {
        refused.add(new Explanation.Refusal(where, reason));
    }

    void warn(String warning) {
        warnings.add(warning);
    }

    /// Tells of an event, of what every rule says to it, and of what would be sent.
    void add(CrmEvent event) {
        var index = events.size();
        var plan = book.explain(event);
        tell(event, plan.facts(), plan.verdicts());
        plan.drafts().forEach(draft -> orders.add(orderWriter.order(draft, index)));
        warnings.addAll(plan.warnings());
    }

    /// Tells what the clock sets off in an account: a rule that fires, or one that looks for tasks first. For which of
    /// them it would fire, only the CRM knows.
    void add(String account, Firing firing) {
        var tasks = firing.tasks();
        if (tasks == null) {
            firing.events(account, List.of()).forEach(this::add);
            return;
        }
        var kind = EventKind.TASK_FOUND;
        var facts = new Facts(Map.of("event", Map.of("kind", kind.word(), "rule", firing.rule())));
        var event = new CrmEvent(kind, account, null, firing.slot(), facts, account + ":" + firing.rule());
        var verdicts = book.explain(event).verdicts().stream()
                .map(verdict -> verdict.rule().equals(firing.rule()) ? looks(firing.rule(), tasks) : verdict)
                .toList();
        tell(event, facts, verdicts);
    }

    private static Verdict looks(String rule, TaskSearch tasks) {
        return new Verdict(rule, null, "it looks for " + Words.search(tasks) + ", and fires for each that it finds");
    }

    private void tell(CrmEvent event, Facts seen, List<Verdict> verdicts) {
        var index = events.size();
        // What the clock sets off is for one rule alone.
        var listening =
                seen.at("event.rule").map(rule -> List.of(rule.toString())).orElseGet(() -> book.names(event.kind()));
        events.add(new Explanation.Happening(
                event.kind().word(),
                OrderWriter.entity(event.entity()),
                event.time().toString(),
                seen.document(),
                book.missing(event).stream()
                        .map(EntityRef.Type::singular)
                        .sorted()
                        .toList()));
        for (var verdict : verdicts) {
            rules.add(new Explanation.Verdict(
                    verdict.rule(), index, listening.contains(verdict.rule()), verdict.fires(), verdict.reason()));
        }
    }

    Explanation written() {
        return new Explanation(book.zone().getId(), events, refused, rules, orders, warnings);
    }
}
