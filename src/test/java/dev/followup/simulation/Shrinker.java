package dev.followup.simulation;

import dev.followup.simulation.World.Result;
import java.util.Objects;
import java.util.stream.Collectors;

/// The reduction of a failing world to what its failure needs, and its report.
final class Shrinker {

    private Shrinker() {}

    /// The report about a failing world: how to repeat it, what it needs, and its last steps.
    static String report(Result failed, Guarantees guarantees) {
        var smallest = shrunk(failed, guarantees);
        var traced = new World(smallest.plan(), guarantees, true).run();
        return """
                seed %d: %s
                  repeat it: ./mvnw -Psimulation verify -Dseeds=1 -Dseed=%1$d
                  what it needs, with rule book %d:
                %s
                  its last steps:
                %s
                """.formatted(
                        failed.plan().seed(),
                        traced.violation(),
                        failed.plan().book(),
                        smallest.plan().elements().stream()
                                .map(element -> "    " + element)
                                .collect(Collectors.joining("\n")),
                        traced.lastSteps().stream().map(step -> "    " + step).collect(Collectors.joining("\n")));
    }

    /// The world without every element that its failure does not need.
    static Result shrunk(Result failed, Guarantees guarantees) {
        var smallest = failed;
        boolean isSmaller = true;
        while (isSmaller) {
            isSmaller = false;
            for (var element : smallest.plan().elements()) {
                var tried = new World(smallest.plan().without(element), guarantees, false).run();
                if (kind(tried).equals(kind(failed))) {
                    smallest = tried;
                    isSmaller = true;
                }
            }
        }
        return smallest;
    }

    /// The kind of a world's violation, such as `doubled`; empty if it has none.
    static String kind(Result result) {
        return Objects.requireNonNullElse(result.violation(), "").split(":", 2)[0];
    }
}
