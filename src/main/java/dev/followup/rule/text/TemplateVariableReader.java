package dev.followup.rule.text;

import dev.followup.rule.fact.FactSchema;
import dev.followup.rule.fact.FactType;
import io.quarkus.qute.Expression;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The reader of a text's variables: a fact in braces, and filters after it. Each problem is reported once,
/// however often it occurs in the text.
final class TemplateVariableReader {

    private static final String FIELD = "; the book's fields give custom fields names and types";

    private final FactSchema facts;
    private final @Nullable ZoneId zone;
    private final List<String> objections = new ArrayList<>();

    TemplateVariableReader(FactSchema facts, @Nullable ZoneId zone) {
        this.facts = facts;
        this.zone = zone;
    }

    /// The problems found so far, in the form of a problem.
    List<String> objections() {
        return objections.stream().distinct().toList();
    }

    /// Reads a variable; empty if it is invalid.
    Optional<TemplateVariable> read(Expression expression) {
        var parts = expression.getParts();
        var path = parts.stream()
                .takeWhile(part -> !part.isVirtualMethod())
                .map(Expression.Part::getName)
                .collect(Collectors.joining("."));
        if (expression.isLiteral() || expression.hasNamespace() || !FactSchema.isPath(path)) {
            return refuse(expression, "a fact such as {lead.name}");
        }
        var reach = facts.reach(path);
        if (!reach.endsInValue()) {
            objections.add(
                    facts.objection(reach).orElseGet(() -> "found {" + reach.path() + "}, expected " + reach.next()));
            return Optional.empty();
        }
        var filters = parts.subList(reach.known().size(), parts.size()).stream()
                .flatMap(part -> filter(part).stream())
                .toList();
        return variable(expression, reach, filters);
    }

    private Optional<TemplateVariable> variable(
            Expression expression, FactSchema.Reach reach, List<TextFilter> filters) {
        boolean hasDefault = !filters.isEmpty() && filters.getLast() == TextFilter.OR;
        var formats = hasDefault ? filters.subList(0, filters.size() - 1) : filters;
        if (formats.size() > 1 || formats.contains(TextFilter.OR)) {
            return refuse(expression, "one of money, date and time at most, and or behind it");
        }
        for (var format : formats) {
            reach.type()
                    .filter(type -> !format.canTake(type))
                    .ifPresent(type -> objections.add("found {%s}, but %s is %s, expected %s before .%s%s"
                            .formatted(
                                    expression.toOriginalString(),
                                    reach.path(),
                                    type.description(),
                                    format.taken(),
                                    format.word(),
                                    type == FactType.Scalar.TEXTS ? FIELD : "")));
        }
        return Optional.of(
                new TemplateVariable(reach.path(), formats.isEmpty() ? null : formats.getFirst(), hasDefault));
    }

    private Optional<TextFilter> filter(Expression.Part part) {
        var objection = TextFilter.WORDS.objection(part.getName());
        objection.ifPresent(objections::add);
        if (objection.isPresent()) {
            return Optional.empty();
        }
        var filter = TextFilter.of(part.getName());
        if (!hasGoodArgument(filter, part)) {
            objections.add("found " + written(part) + ", expected " + filter.usage());
        }
        if (filter.needsZone() && zone == null) {
            objections.add("found \"" + filter.word() + "\", which needs the book's zone, such as Europe/Moscow");
        }
        return Optional.of(filter);
    }

    private static boolean hasGoodArgument(TextFilter filter, Expression.Part part) {
        var arguments = arguments(part);
        return arguments.isEmpty()
                ? filter.accepts("")
                : arguments.size() == 1
                        && arguments.getFirst().getLiteral() instanceof String text
                        && !text.isBlank()
                        && filter.accepts(text);
    }

    private static List<Expression> arguments(Expression.Part part) {
        return part.isVirtualMethod() ? part.asVirtualMethod().getParameters() : List.of();
    }

    private static String written(Expression.Part part) {
        return arguments(part).stream()
                .map(Expression::toOriginalString)
                .collect(Collectors.joining(", ", part.getName() + "(", ")"));
    }

    private Optional<TemplateVariable> refuse(Expression expression, String expected) {
        objections.add("found {" + expression.toOriginalString() + "}, expected " + expected);
        return Optional.empty();
    }
}
