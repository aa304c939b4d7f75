package dev.followup.benchmark.rule;

import dev.followup.rule.Plan;
import dev.followup.rule.RuleBook;
import dev.followup.rule.RuleBookReader;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.followup.event.CrmEvent;
import java.util.List;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import software.amazon.event.ruler.Machine;

/// The planning of an event. Ours begins with a parsed event, reports for every listening rule why it does not
/// fire, and makes the commands of those that do, with text, due date and person. Event Ruler begins with the
/// event as JSON, which it parses, and names the rules.
@State(Scope.Benchmark)
public class PlanningBenchmark {

    @Param({"20", "200", "2000"})
    int rules;

    @Param({"0", "2"})
    int firing;

    private RuleBook book;
    private CrmEvent event;
    private Machine machine;
    private String json;

    /// Prepares both engines.
    ///
    /// @throws IllegalStateException if they disagree on the rules that fire
    @Setup
    public void prepare() throws Exception {
        var rulesOfBoth = new SyntheticRuleBook(rules);
        book = RuleBookReader.read("rules.yaml", rulesOfBoth.yaml());
        machine = rulesOfBoth.machine();
        event = SampleWebhook.ofLead(firing == 0 ? SyntheticRuleBook.CALM - 1 : SyntheticRuleBook.FIRING).event();
        json = new ObjectMapper().writeValueAsString(event.facts().document());
        var ours = followup().commands().stream().map(command -> command.origin().rule());
        var theirs = SyntheticRule.firing(eventRuler()).stream().sorted().toList();
        if (theirs.size() != firing || !theirs.equals(ours.sorted().toList())) {
            throw new IllegalStateException("Event Ruler finds " + theirs + ", we plan " + followup());
        }
    }

    @Benchmark
    public Plan followup() {
        return book.plan(event);
    }

    @Benchmark
    public List<String> eventRuler() throws Exception {
        return machine.rulesForJSONEvent(json);
    }
}
