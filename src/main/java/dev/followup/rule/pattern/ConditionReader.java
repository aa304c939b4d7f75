package dev.followup.rule.pattern;

import dev.followup.directory.DirectoryNames;
import dev.followup.directory.NameKind;
import dev.followup.rule.pattern.Condition.AnythingBut;
import dev.followup.rule.pattern.Condition.Exactly;
import dev.followup.rule.pattern.Condition.Exists;
import dev.followup.rule.pattern.Condition.Numeric;
import dev.followup.yaml.AllowedWords;
import dev.followup.yaml.YamlNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The reader of the end of a pattern's path: a value, a condition in braces, or a list of alternatives.
///
/// @param kind what ids at the path stand for; `null` if they have no names
/// @param names the names of the account
record ConditionReader(@Nullable NameKind kind, DirectoryNames names) {

    static final AllowedWords CONDITIONS =
            AllowedWords.of("numeric", "exists", "prefix", "suffix", "equals-ignore-case", "wildcard", "anything-but");

    private static final String CIDR = "cidr";

    private static final String NUMERIC =
            "a comparison such as [\">=\", 50000], or a lower and an upper bound such as [\">\", 0, \"<=\", 100]";

    private static final Pattern QUOTED_NUMBER = Pattern.compile("-?\\d{1,15}(\\.\\d{1,6})?");

    private static final Pattern COMPARISON = Pattern.compile("(<=|>=|<|>|=) ?(-?\\d{1,15}(?:\\.\\d{1,6})?)");
    private static final Pattern DATE = Pattern.compile("\\d{4}-\\d{2}-\\d{2}.*|\\d{2}\\.\\d{2}\\.\\d{4}.*");

    /// Whether a mapping is a condition and not the next steps of a path.
    static boolean isCondition(YamlNode mapping) {
        return mapping.written()
                .anyMatch(
                        entry -> CONDITIONS.knows(entry.name()) || entry.name().equals(CIDR));
    }

    /// The alternatives, of which one must hold.
    List<Condition> read(YamlNode node) {
        var items = node.items();
        if (items.isEmpty()) {
            node.refuse("at least one value or condition");
        }
        return items.stream().flatMap(this::one).toList();
    }

    private Stream<Condition> one(YamlNode item) {
        if (item.isMapping()) {
            return inBraces(item).stream();
        }
        if (item.isNull()) {
            return Stream.of(new Exactly(null));
        }
        var value = item.value();
        if (value.isEmpty()) {
            item.refuse("a text, a number, true, false, null or a condition such as { exists: true }");
        }
        return value.stream().flatMap(found -> exactly(item, found));
    }

    /// The conditions on a value, of which one must hold: several for the name of a team. A name in the place of an
    /// id has been checked before.
    private Stream<Condition> exactly(YamlNode item, Object value) {
        boolean isId = kind != null && (value instanceof String || (value instanceof Long id && id > 0));
        if (kind == null || !isId) {
            return Stream.of(new Exactly(value));
        }
        boolean mayBeTeam = kind == NameKind.USER && value instanceof String;
        var team = mayBeTeam ? names.team(item) : Optional.<List<Long>>empty();
        if (team.isPresent()) {
            return team.get().stream().map(user -> exactly(kind, user));
        }
        return Stream.of(
                names.read(kind, item, kind.id()).map(id -> exactly(kind, id)).orElseGet(() -> new Exactly(value)));
    }

    private Exactly exactly(NameKind kind, long id) {
        return new Exactly(id, names.name(kind, id).orElse(null));
    }

    private Optional<Condition> inBraces(YamlNode braces) {
        var cidr = braces.written().filter(entry -> entry.name().equals(CIDR)).findFirst();
        if (cidr.isPresent()) {
            cidr.get().key().object("found \"cidr\", which compares network addresses, and no fact is one");
            return Optional.empty();
        }
        return only(braces, CONDITIONS).flatMap(entry -> condition(entry.getKey(), entry.getValue()));
    }

    private Optional<Condition> condition(String word, YamlNode node) {
        return switch (word) {
            case "numeric" -> numeric(node);
            case "exists" -> exists(node);
            case "anything-but" -> anythingBut(node);
            default -> TextConditionReader.read(word, node);
        };
    }

    private static Optional<Condition> numeric(YamlNode node) {
        var items = node.items();
        var quoted = items.stream().filter(ConditionReader::isQuotedNumber).findFirst();
        if (quoted.isPresent()) {
            quoted.get().refuse("a number without quotes: " + quoted.get().word());
            return Optional.empty();
        }
        var inOneText = COMPARISON.matcher(node.word());
        if (inOneText.matches()) {
            node.refuse("[\"%s\", %s]".formatted(inOneText.group(1), inOneText.group(2)));
            return Optional.empty();
        }
        if (items.stream().anyMatch(item -> DATE.matcher(item.word()).matches())) {
            node.refuse("seconds since 1970 in place of a date, such as [\">=\", 1795255200]");
            return Optional.empty();
        }
        var comparisons = new ArrayList<NumericComparison>();
        for (int i = 0; i + 1 < items.size(); i += 2) {
            var operator = items.get(i).value().flatMap(NumericComparison.Operator::of);
            var bound = items.get(i + 1).value();
            if (operator.isPresent() && bound.isPresent() && bound.get() instanceof Number number) {
                comparisons.add(new NumericComparison(operator.get(), number));
            }
        }
        if (comparisons.isEmpty() || comparisons.size() * 2 != items.size() || !isRange(comparisons)) {
            node.refuse(NUMERIC);
        }
        return Optional.of(new Numeric(List.copyOf(comparisons)));
    }

    private static boolean isQuotedNumber(YamlNode item) {
        return item.value().orElse(0) instanceof String text
                && QUOTED_NUMBER.matcher(text).matches();
    }

    private static boolean isRange(List<NumericComparison> comparisons) {
        if (comparisons.size() == 1) {
            return true;
        }
        var lower = comparisons.getFirst();
        var upper = comparisons.getLast();
        return comparisons.size() == 2
                && lower.isLower()
                && upper.isUpper()
                && NumericComparison.compare(lower.bound(), upper.bound()) < 0;
    }

    private static Optional<Condition> exists(YamlNode node) {
        if (node.value().orElse("") instanceof Boolean wantsOne) {
            return Optional.of(new Exists(wantsOne));
        }
        node.refuse("true or false");
        return Optional.empty();
    }

    private Optional<Condition> anythingBut(YamlNode node) {
        if (node.isMapping()) {
            return anythingButMatching(node);
        }
        var values =
                node.items().stream().map(item -> item.value().orElse(false)).toList();
        boolean comparable = values.stream().allMatch(String.class::isInstance)
                || values.stream().allMatch(Number.class::isInstance);
        if (values.isEmpty() || !comparable) {
            node.refuse("a text or a number, texts or numbers in a list, or a condition on texts such as"
                    + " { prefix: … }");
        }
        return Optional.of(new AnythingBut(node.items().stream()
                .flatMap(item -> exactly(item, item.value().orElse(false)))
                .toList()));
    }

    private static Optional<Condition> anythingButMatching(YamlNode braces) {
        return only(braces, TextConditionReader.CONDITIONS)
                .map(entry -> new AnythingBut(TextConditionReader.many(entry.getKey(), entry.getValue())));
    }

    /// The single entry of a mapping with one condition; empty, with a problem noted, if there is not exactly
    /// one.
    private static Optional<Map.Entry<String, YamlNode>> only(YamlNode braces, AllowedWords conditions) {
        var entries = braces.keys(conditions).values().entrySet();
        if (entries.size() > 1) {
            braces.object("found " + entries.size() + " conditions in one pair of braces, expected one; alternatives"
                    + " form a list");
        }
        return entries.stream()
                .filter(_ -> entries.size() == 1)
                .filter(entry -> conditions.knows(entry.getKey()))
                .findFirst();
    }
}
