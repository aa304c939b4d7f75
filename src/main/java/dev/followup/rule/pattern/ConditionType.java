package dev.followup.rule.pattern;

import dev.followup.directory.DirectoryNames;
import dev.followup.directory.NameKind;
import dev.followup.rule.fact.FactSchema;
import dev.followup.rule.fact.FactType;
import dev.followup.rule.fact.FactType.Form;
import dev.followup.yaml.AllowedWords;
import dev.followup.yaml.ValueText;
import dev.followup.yaml.YamlNode;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The type that conditions on a fact must have: one that no value of the fact can meet is refused, with what is to
/// be written instead.
///
/// @param path the path of the fact
/// @param fact its type
/// @param names the names of the account
record ConditionType(String path, FactType.Value fact, DirectoryNames names) {

    /// What ids stand for, by the ends of their paths.
    private static final Map<String, NameKind> IDS = Map.of(
            "status_id", NameKind.STAGE,
            "pipeline_id", NameKind.PIPELINE,
            "task_type_id", NameKind.TASK_TYPE,
            "responsible_user_id", NameKind.USER,
            "created_by", NameKind.USER,
            "updated_by", NameKind.USER,
            "author", NameKind.USER);

    /// Ids whose names no directory has.
    private static final Set<String> NAMELESS = Set.of("customer.status_id", "message.author");

    private static final String PERSON = "person.id";

    private static final Pattern WORD_OF_DIGITS = Pattern.compile("[0-9]{1,18}");
    private static final Set<String> FLAGS = Set.of("true", "false");

    private static final String NUMBER = "(-?\\d{1,15}(?:\\.\\d{1,6})?)";
    private static final Pattern AMOUNT = Pattern.compile(NUMBER);
    private static final Pattern COMPARISON = Pattern.compile("(<=|>=|<|>|==?|!=|≤|≥)" + NUMBER);
    private static final Pattern RANGE = Pattern.compile(NUMBER + "(?:-|–|\\.\\.+)" + NUMBER);
    private static final Pattern NUMBERS = Pattern.compile("\\s*\\d{1,15}(?:,\\s+\\d{1,15})+\\s*");
    private static final Pattern BLANKS = Pattern.compile("[\\s\\u00A0\\u202F_]+");

    /// What ids at the path stand for; `null` if they have no names.
    @Nullable
    NameKind kind() {
        if (fact != FactType.Scalar.ID || NAMELESS.contains(path)) {
            return null;
        }
        return path.equals(PERSON) ? NameKind.USER : IDS.get(path.substring(path.lastIndexOf('.') + 1));
    }

    /// Whether conditions have the type; if not, problems are noted. Conditions that are malformed pass: they are
    /// refused when they are read.
    boolean admits(YamlNode conditions) {
        // all of them, so that all problems are noted at once
        return conditions.items().stream().filter(item -> !admitsOne(item)).count() == 0;
    }

    private boolean admitsOne(YamlNode item) {
        return item.isMapping()
                ? item.written().filter(entry -> !admitsWord(entry)).count() == 0
                : admitsValue(item);
    }

    private boolean admitsWord(YamlNode.Entry condition) {
        var word = condition.name();
        if (word.equals("anything-but")) {
            return admits(condition.value());
        }
        var form = word.equals("numeric") ? Form.NUMBER : Form.TEXT;
        if (!isTyped(word) || fact.form() == form || fact.form() == Form.UNKNOWN) {
            return true;
        }
        var compares = form == Form.NUMBER ? "numbers" : "texts";
        condition
                .key()
                .object("found %s, which compares %s, but %s is %s: expected %s"
                        .formatted(ValueText.quoted(word), compares, path, fact.description(), expected()));
        return false;
    }

    private static boolean isTyped(String word) {
        return word.equals("numeric") || TextConditionReader.CONDITIONS.knows(word);
    }

    private boolean admitsValue(YamlNode node) {
        return node.value().map(value -> admitsValue(node, value)).orElse(true);
    }

    private boolean admitsValue(YamlNode node, Object value) {
        boolean admitted = switch (fact.form()) {
            case NUMBER -> value instanceof Number number && isPossible(number);
            case FLAG -> value instanceof Boolean;
            case TEXT -> value instanceof String text && !isSeveralTags(text);
            case UNKNOWN -> !(value instanceof Boolean);
        };
        var kind = kind();
        if (!admitted && kind != null && value instanceof String word && mayBeName(kind, node, word)) {
            return isTeam(kind, node) || names.read(kind, node, orTeam(kind)).isPresent();
        }
        if (!admitted) {
            node.refuse(mended(node, value));
        } else if (fact instanceof FactType.Words(var words) && value instanceof String word) {
            var allowed = new AllowedWords(fact.description(), words);
            var objection = allowed.objection(word);
            objection.ifPresent(
                    problem -> allowed.listed(word).ifPresentOrElse(node::refuse, () -> node.object(problem)));
            return objection.isEmpty();
        }
        return admitted;
    }

    /// Whether a text in the place of an id is a name, and no number or comparison.
    private boolean mayBeName(NameKind kind, YamlNode node, String word) {
        return names.knows(kind, word)
                || WORD_OF_DIGITS.matcher(word).matches()
                || number(node).isEmpty();
    }

    private boolean isTeam(NameKind kind, YamlNode node) {
        return kind == NameKind.USER && names.team(node).isPresent();
    }

    /// The words that a condition on an id takes besides names of the directory.
    private AllowedWords orTeam(NameKind kind) {
        return new AllowedWords(expected(), kind == NameKind.USER ? List.copyOf(names.teams()) : List.of());
    }

    /// Whether an id or a time can be this number. 0 is an id: the owner of what has none, a robot as author.
    private boolean isPossible(Number number) {
        var decimal = new BigDecimal(number.toString());
        boolean whole = decimal.stripTrailingZeros().scale() <= 0;
        boolean isTime = fact == FactType.Scalar.TIME || fact == FactType.Scalar.DAY;
        return fact == FactType.Scalar.ID ? whole && decimal.signum() >= 0 : whole || !isTime;
    }

    /// Whether a text looks like several tags. One with a comma in its name can be met by a condition such as
    /// `prefix`.
    private boolean isSeveralTags(String text) {
        return path.endsWith(".tags") && text.contains(",");
    }

    /// What to write instead of a value of another type.
    private String mended(YamlNode node, Object value) {
        return switch (fact.form()) {
            case NUMBER -> number(node).orElseGet(this::expected);
            case FLAG -> FLAGS.contains(node.word()) ? "it without quotes: " + node.word() : expected();
            case TEXT -> text(node, value);
            case UNKNOWN -> "a text in quotes or a number";
        };
    }

    private String text(YamlNode node, Object value) {
        return switch (value) {
            case Boolean _
            when isCustomField() -> "\"1\" for a checkbox that is set, \"0\" for one that is not; or " + typed("flag");
            case String tags -> "a list: [" + tags.strip().replaceAll("\\s*,\\s*", ", ") + "]";
            default -> "a text in quotes: \"" + node.word() + '"' + (value instanceof Number ? typeOfField() : "");
        };
    }

    /// The number, numbers or comparison that a text means; empty if it means none.
    private Optional<String> number(YamlNode node) {
        if (!(node.value().orElse(0) instanceof String text)) {
            return Optional.empty();
        }
        if (NUMBERS.matcher(text).matches()) {
            return Optional.of("a list: [" + text.strip() + "]");
        }
        var written = BLANKS.matcher(text).replaceAll("");
        var comparison = COMPARISON.matcher(written);
        var range = RANGE.matcher(written);
        if (AMOUNT.matcher(written).matches()) {
            return Optional.of("a number " + (node.isPlain() ? "" : "without quotes") + ": " + written);
        }
        if (comparison.matches()) {
            return Optional.of(comparison(comparison.group(1), comparison.group(2)));
        }
        return range.matches()
                ? Optional.of("{ numeric: [\">=\", %s, \"<=\", %s] }".formatted(range.group(1), range.group(2)))
                : Optional.empty();
    }

    private static String comparison(String operator, String number) {
        return switch (operator) {
            case "=", "==" -> "the number itself: " + number;
            case "!=" -> "{ anything-but: " + number + " }";
            case "≤" -> "{ numeric: [\"<=\", " + number + "] }";
            case "≥" -> "{ numeric: [\">=\", " + number + "] }";
            default -> "{ numeric: [\"" + operator + "\", " + number + "] }";
        };
    }

    /// What the fact can be compared with.
    private String expected() {
        return switch (fact) {
            case FactType.Scalar.ID -> {
                var kind = kind();
                yield kind == null ? "an id, such as 501" : kind.id();
            }
            case FactType.Scalar.NUMBER ->
                "a number such as 50000, or a comparison such as { numeric: [\">=\", 50000] }";
            case FactType.Scalar.TIME, FactType.Scalar.DAY ->
                "a comparison with seconds since 1970, such as { numeric: [\">=\", 1795255200] }";
            case FactType.Scalar.FLAG -> "true or false";
            case FactType.Words words -> words.description();
            case FactType.Scalar.TEXT, FactType.Scalar.TEXTS, FactType.Scalar.TEXT_OR_NUMBER ->
                "a text in quotes or a condition such as { prefix: \"Web\" }" + typeOfField();
        };
    }

    private String typeOfField() {
        return isCustomField() ? "; or " + typed("number") : "";
    }

    private boolean isCustomField() {
        return path.contains(".custom_fields.");
    }

    /// How the book gives a custom field a type.
    private String typed(String type) {
        return FactSchema.isIdOrCode(path.substring(path.lastIndexOf('.') + 1))
                ? "a name for the field in the book's fields, with the type " + type
                : "the type " + type + " for the field in the book's fields";
    }
}
