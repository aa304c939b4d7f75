package dev.followup.rule.text;

import dev.followup.rule.fact.FactSchema;
import dev.followup.rule.fact.FactType;
import dev.followup.text.LogText;
import dev.followup.yaml.YamlNode;
import io.quarkus.qute.Engine;
import io.quarkus.qute.EvalContext;
import io.quarkus.qute.Expression;
import io.quarkus.qute.ResultMapper;
import io.quarkus.qute.Results;
import io.quarkus.qute.Template;
import io.quarkus.qute.TemplateException;
import io.quarkus.qute.TemplateNode;
import io.quarkus.qute.ValueResolver;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The reader of task texts: Qute expressions over facts, and nothing else of Qute.
public final class TextTemplateReader {

    /// The engine navigates documents and applies filters, nothing else: no sections, no beans, no other
    /// methods.
    private static final Engine ENGINE = Engine.builder()
            .strictRendering(false)
            .addValueResolver(ValueResolver.builder()
                    .appliesTo(TextTemplateReader::isStep)
                    .resolveSync(TextTemplateReader::step)
                    .build())
            .addValueResolver(ValueResolver.builder()
                    .appliesTo(context -> !isStep(context) && TextFilter.WORDS.knows(context.getName()))
                    .resolveSync(TextTemplateReader::filtered)
                    .build())
            .addResultMapper(new FactMapper())
            .build();

    private static final Pattern VERBATIM_OR_COMMENT = Pattern.compile("\\{\\|.*?\\|}|\\{!.*?!}", Pattern.DOTALL);

    /// A brace that Qute would silently treat as text.
    private static final Pattern LOOSE_BRACE = Pattern.compile("(?<!\\\\)\\{(?![\\p{L}\\p{N}_#/@|!])");

    /// A dollar before a fact, as in `${lead.name}`.
    private static final Pattern DOLLAR = Pattern.compile("\\$\\{([\\p{L}\\p{N}_.-]+)[^{}]*}");

    /// Quotes that word processors make of straight ones.
    private static final Pattern CURLY_QUOTES = Pattern.compile("[“”„«‘’].*[“”»‘’]", Pattern.DOTALL);

    private static final Pattern QUTE_PROLOGUE =
            Pattern.compile("^Parser error: (unexpected non-text buffer at the end of the template - )?");

    private TextTemplateReader() {}

    /// Reads a text; empty, with problems noted, if it is invalid.
    ///
    /// @param facts the facts that it may use
    /// @param zone the time zone for times; `null` if the book names none
    public static Optional<TextTemplate> read(YamlNode node, FactSchema facts, @Nullable ZoneId zone) {
        if (node.isPlain() && CURLY_QUOTES.matcher(node.word()).matches()) {
            node.refuse(
                    "straight quotes: \"" + node.word().substring(1, node.word().length() - 1) + '"');
            return Optional.empty();
        }
        if (node.isMapping()) {
            node.object(
                    "found a text that begins with { without quotes, expected it in quotes, such as \"{lead.name}\"");
            return Optional.empty();
        }
        if (node.isPlain() || node.value().isEmpty()) {
            node.refuse("a text in quotes: without them YAML drops what follows a #");
            return Optional.empty();
        }
        if (LOOSE_BRACE
                .matcher(VERBATIM_OR_COMMENT.matcher(node.word()).replaceAll(""))
                .find()) {
            node.refuse("a fact behind each {, as in {lead.name}; a brace itself is written \\{");
            return Optional.empty();
        }
        return parsed(node).flatMap(template -> checked(template, node, facts, zone));
    }

    private static Optional<Template> parsed(YamlNode node) {
        try {
            return Optional.of(ENGINE.parse(node.word()));
        } catch (TemplateException broken) {
            var reason =
                    QUTE_PROLOGUE.matcher(String.valueOf(broken.getMessage())).replaceFirst("");
            node.refuse("facts in braces such as {lead.name} and no sections: " + LogText.of(reason));
            return Optional.empty();
        }
    }

    private static Optional<TextTemplate> checked(
            Template template, YamlNode node, FactSchema facts, @Nullable ZoneId zone) {
        objectToDollars(node, facts);
        var reader = new TemplateVariableReader(facts, zone);
        var mentions = template.getExpressions().stream()
                .flatMap(expression -> reader.read(expression).stream())
                .distinct()
                .toList();
        reader.objections().forEach(node::object);
        boolean declares = !template.getParameterDeclarations().isEmpty();
        boolean blank = template.getNodes().stream().noneMatch(TemplateNode::isExpression)
                && template.render().isBlank();
        if (declares || blank) {
            node.refuse(declares ? "no declarations such as {@…}" : "a text that is not blank");
        }
        return declares || blank || !reader.objections().isEmpty()
                ? Optional.empty()
                : Optional.of(new TextTemplate(template, mentions, zone == null ? ZoneOffset.UTC : zone));
    }

    /// Objects to a dollar before a fact that is no amount: shells and other templates write facts so, here the
    /// dollar would be part of the text.
    private static void objectToDollars(YamlNode node, FactSchema facts) {
        DOLLAR.matcher(VERBATIM_OR_COMMENT.matcher(node.word()).replaceAll(""))
                .results()
                .filter(found -> isNoAmount(facts.reach(found.group(1))))
                .map(MatchResult::group)
                .distinct()
                .forEach(found -> node.object("found " + found + ", expected it without the dollar: "
                        + found.substring(1) + "; a dollar itself is possible before an amount"));
    }

    private static boolean isNoAmount(FactSchema.Reach reach) {
        return reach.type()
                .filter(type -> type != FactType.Scalar.NUMBER && type != FactType.Scalar.TEXT_OR_NUMBER)
                .filter(_ -> !reach.known().contains("custom_fields"))
                .isPresent();
    }

    /// Whether a name is that of a field. Fields have no arguments, and precede filters of the same name.
    private static boolean isStep(EvalContext context) {
        return context.getBase() instanceof Map && context.getParams().isEmpty();
    }

    private static Object step(EvalContext context) {
        var value = ((Map<?, ?>) context.getBase()).get(context.getName());
        return value == null ? Results.notFound(context) : value;
    }

    private static Object filtered(EvalContext context) {
        var argument = context.getParams().stream()
                .map(literal -> String.valueOf(literal.getLiteral()))
                .findFirst()
                .orElse("");
        var zone = (ZoneId) context.getAttribute(TextTemplate.ZONE);
        return TextFilter.of(context.getName()).shown(context.getBase(), argument, zone);
    }

    /// Formats facts as text.
    private static final class FactMapper implements ResultMapper {

        @Override
        public String map(Object result, Expression expression) {
            return TextTemplate.displayed(result);
        }
    }
}
