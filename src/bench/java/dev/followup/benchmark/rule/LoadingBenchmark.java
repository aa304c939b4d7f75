package dev.followup.benchmark.rule;

import dev.followup.rule.RuleBook;
import dev.followup.rule.RuleBookReader;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/// The loading of a file of 200 rules, compared with the YAML engine alone, which makes lists and maps of it.
@State(Scope.Benchmark)
public class LoadingBenchmark {

    static final int RULES = 200;

    private final String yaml = new SyntheticRuleBook(RULES).yaml();

    @Benchmark
    public RuleBook followup() {
        return RuleBookReader.read("rules.yaml", yaml);
    }

    @Benchmark
    public @Nullable Object snakeyamlEngine() {
        return load(yaml);
    }

    static @Nullable Object load(String yaml) {
        return new Load(LoadSettings.builder().build()).loadFromString(yaml);
    }
}
