package dev.followup.benchmark.rule;

import dev.followup.event.EventKind;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import software.amazon.event.ruler.Machine;

/// A book of many rules like those for the sandbox. One in twenty, and at least two, listen to `lead.added`; the
/// others to all other kinds of lead events in turn. Of those on `lead.added`, exactly two fire for the lead of
/// `SampleWebhook.ofLead` if its price is `FIRING`, and none below `CALM`.
///
/// @param size the number of rules, at least four
record SyntheticRuleBook(int size) {

    static final long CALM = 50_000;
    static final long FIRING = 60_000;

    private static final int SHARE = 20;
    private static final EventKind SHARED = EventKind.LEAD_ADDED;
    private static final List<EventKind> OTHERS =
            EventKind.reportedByWebhooks().stream()
                    .filter(kind -> kind != SHARED
                            && kind != EventKind.LEAD_DELETED // which has neither name nor price
                            && kind.subject().equals("lead"))
                    .toList();
    private static final List<String> DUES = List.of("15m", "2h working", "1d working at 11:00", "0d all day", "3d");

    String yaml() {
        var rules = rules().toList();
        return IntStream.range(0, size)
                .mapToObj(i -> rules.get(i).yaml(DUES.get(i % DUES.size())))
                .collect(Collectors.joining("", """
                        zone: Europe/Moscow
                        working-time: { days: MON-FRI, hours: "09:00-18:00", holidays: [2026-12-31, 2027-01-01] }
                        responsible: 101
                        rules:
                        """, ""));
    }

    Machine machine() throws IOException {
        var machine = Machine.builder().build();
        for (var rule : rules().toList()) {
            rule.addTo(machine);
        }
        return machine;
    }

    private Stream<SyntheticRule> rules() {
        int step = Math.min(SHARE, size / 2);
        return IntStream.range(0, size)
                .mapToObj(i -> i % step == 0
                        ? rule("lead-" + i, SHARED, i / step)
                        : rule("other-" + i, OTHERS.get(i % OTHERS.size()), i));
    }

    /// The n-th rule on a kind of event. The bounds rise, so that only the first two match a lead of `FIRING`.
    private static SyntheticRule rule(String name, EventKind kind, int n) {
        var expensive = "[{ \"numeric\": [\">=\", %d] }]".formatted(CALM * (1 + n / 5));
        return switch (n % 5) {
            case 0 -> new SyntheticRule(name, kind, Map.of("price", expensive), Map.of("tags", "[\"VIP\"]"));
            case 1 ->
                new SyntheticRule(
                        name, kind, Map.of("pipeline_id", "[2712249, 2712250]", "price", expensive), Map.of());
            case 2 ->
                new SyntheticRule(
                        name,
                        kind,
                        Map.of("name", "[{ \"prefix\": \"Order \" }, { \"prefix\": \"Deal \" }]"),
                        Map.of("status_id", "[142, 143]"));
            case 3 -> new SyntheticRule(name, kind, Map.of("tags", "[\"VIP\", \"Partner\"]"), Map.of());
            default ->
                new SyntheticRule(
                        name,
                        kind,
                        Map.of("name", "[{ \"anything-but\": [\"test\"] }]", "status_id", "[96210103, 96210113]"),
                        Map.of());
        };
    }
}
