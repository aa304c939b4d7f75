package dev.followup.rule;

import io.quarkus.qute.Engine;
import io.quarkus.qute.EvalContext;
import io.quarkus.qute.Expression;
import io.quarkus.qute.ResultMapper;
import io.quarkus.qute.Results;
import io.quarkus.qute.Template;
import io.quarkus.qute.TemplateException;
import io.quarkus.qute.TemplateNode;
import io.quarkus.qute.ValueResolver;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Reads the text of a task: Qute over facts, and nothing else of Qute.
final class TextReader {

    /// Takes steps in documents, and that is all it can: no sections, no beans, no methods.
    private static final Engine ENGINE = Engine.builder()
            .strictRendering(false)
            .addValueResolver(ValueResolver.builder()
                    .applyToBaseClass(Map.class)
                    .resolveSync(TextReader::step)
                    .build())
            .addResultMapper(new Voice())
            .build();

    private static final Pattern VERBATIM_OR_COMMENT = Pattern.compile("\\{\\|.*?\\|}|\\{!.*?!}", Pattern.DOTALL);

    /// A brace that Qute would silently take for text.
    private static final Pattern LOOSE_BRACE = Pattern.compile("(?<!\\\\)\\{(?![\\p{L}\\p{N}_#/@|!])");

    private static final Pattern QUTE_PROLOGUE =
            Pattern.compile("^Parser error: (unexpected non-text buffer at the end of the template - )?");

    private TextReader() {}

    /// Reads a text; empty, and noted, if it is none.
    ///
    /// @param scope what it may mention
    static Optional<TextTemplate> read(Passage passage, Scope scope) {
        if (passage.isPlain() || passage.value().isEmpty()) {
            passage.refuse("a text in quotes: without them YAML drops what follows a #");
            return Optional.empty();
        }
        if (LOOSE_BRACE
                .matcher(VERBATIM_OR_COMMENT.matcher(passage.word()).replaceAll(""))
                .find()) {
            passage.refuse("a fact behind each {, as in {lead.name}; a brace itself is written \\{");
            return Optional.empty();
        }
        return parsed(passage)
                .filter(template -> isGood(template, passage, scope.facts()))
                .map(TextReader::withPaths);
    }

    private static Optional<Template> parsed(Passage passage) {
        try {
            return Optional.of(ENGINE.parse(passage.word()));
        } catch (TemplateException broken) {
            var reason =
                    QUTE_PROLOGUE.matcher(String.valueOf(broken.getMessage())).replaceFirst("");
            passage.refuse("facts in braces such as {lead.name} and no sections: " + Wording.inOneLine(reason));
            return Optional.empty();
        }
    }

    private static boolean isGood(Template template, Passage passage, KnownFacts facts) {
        var objections = template.getExpressions().stream()
                .flatMap(expression -> objection(expression, facts).stream())
                .distinct()
                .toList();
        objections.forEach(passage::object);
        boolean declares = !template.getParameterDeclarations().isEmpty();
        boolean blank = template.getNodes().stream().noneMatch(TemplateNode::isExpression)
                && template.render().isBlank();
        if (declares || blank) {
            passage.refuse(declares ? "no declarations such as {@…}" : "a text that is not blank");
        }
        return objections.isEmpty() && !declares && !blank;
    }

    private static Optional<String> objection(Expression expression, KnownFacts facts) {
        if (expression.isLiteral() || expression.hasNamespace() || !Scope.isPath(path(expression))) {
            return Optional.of("found {" + expression.toOriginalString() + "}, expected a fact such as {lead.name}");
        }
        var reach = facts.reach(path(expression));
        return facts.objection(reach)
                .or(() -> Optional.of("found {" + reach.path() + "}, expected " + reach.next())
                        .filter(_ -> !reach.endsInValue()));
    }

    private static TextTemplate withPaths(Template template) {
        return new TextTemplate(
                template,
                template.getExpressions().stream()
                        .map(TextReader::path)
                        .distinct()
                        .toList());
    }

    /// Dotted; a method call has parentheses in its last step and is no path.
    private static String path(Expression expression) {
        return expression.getParts().stream()
                .map(part -> part.isVirtualMethod() ? part.getName() + "()" : part.getName())
                .collect(Collectors.joining("."));
    }

    private static Object step(EvalContext context) {
        var value = ((Map<?, ?>) context.getBase()).get(context.getName());
        return value == null ? Results.notFound(context) : value;
    }

    /// Reads facts out.
    private static final class Voice implements ResultMapper {

        @Override
        public String map(Object result, Expression expression) {
            return Results.isNotFound(result) ? TextTemplate.GAP : TextTemplate.spoken(result);
        }
    }
}
