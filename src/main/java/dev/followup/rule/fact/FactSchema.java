package dev.followup.rule.fact;

import dev.followup.event.EventKind;
import dev.followup.yaml.AllowedWords;
import dev.followup.yaml.ValueText;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// The facts that a rule can use: all that an event of its kinds can have.
///
/// @param document all of them together
/// @param customFields the types of the book's custom fields by their names
public record FactSchema(FactType.Document document, Map<String, ? extends FactType.Value> customFields) {

    /// The names of custom fields in the CRM: an id, or a code in capitals.
    private static final Pattern ID_OR_CODE = Pattern.compile("[A-Z0-9_]+");

    private static final String CUSTOM_FIELDS = ".custom_fields.";

    private static final Pattern ID = Pattern.compile("[0-9]+");

    /// What the CRM puts behind the id of a linked entity.
    private static final FactType.Document LINK = new FactType.Document(Map.of("ID", FactType.Scalar.ID));

    private static final Pattern STEP = Pattern.compile("[\\p{L}\\p{N}_-]+");

    private static final FactType.Document OF_ANY_EVENT =
            together(EnumSet.allOf(EventKind.class)).and(ofPeople(EnumSet.allOf(EventKind.class).stream()));

    /// The part of a path that exists.
    ///
    /// @param known the steps that exist
    /// @param place the type after them
    /// @param rest the steps that do not exist
    public record Reach(List<String> known, FactType place, List<String> rest) {

        /// The type of the value at its end; empty if the CRM puts there what it likes, and if there is no value.
        public Optional<FactType.Value> type() {
            return place instanceof FactType.Value value ? Optional.of(value) : Optional.empty();
        }

        /// The possible next steps, for problems.
        public String next() {
            var next = switch (place) {
                case FactType.Document document -> ValueText.or(document.names());
                case FactType.Open.CUSTOM_FIELDS -> "an id, a code in capitals or a name of the book's fields";
                case FactType.Open.LINKS -> "an id and ID, such as 501.ID,";
                case FactType.Open.ANYTHING -> "a value or a condition";
                case FactType.Value _ -> "a value or a condition";
            };
            return known.isEmpty() ? next : next + " behind " + path();
        }

        /// Whether a path can end there.
        public boolean endsInValue() {
            return place instanceof FactType.Value || place == FactType.Open.ANYTHING;
        }

        public String path() {
            return String.join(".", known);
        }
    }

    /// Whether the name of a custom field is its id or code, and none that the book gives it.
    public static boolean isIdOrCode(String name) {
        return ID_OR_CODE.matcher(name).matches();
    }

    /// The id or code of the custom field at the end of a path; empty if it ends otherwise.
    public static Optional<String> namelessField(String path) {
        int end = path.indexOf(CUSTOM_FIELDS);
        return end < 0
                ? Optional.empty()
                : Optional.of(path.substring(end + CUSTOM_FIELDS.length())).filter(FactSchema::isIdOrCode);
    }

    /// Whether a text can be a path into the facts, such as `lead.price`.
    public static boolean isPath(String text) {
        return Stream.of(text.split("\\.", -1))
                .allMatch(step -> STEP.matcher(step).matches());
    }

    /// The facts of any event.
    ///
    /// @param customFields the types of the book's custom fields by their names
    public static FactSchema ofAnyEvent(Map<String, ? extends FactType.Value> customFields) {
        return new FactSchema(OF_ANY_EVENT, customFields);
    }

    /// The facts of events of some kinds; of any event if there are none, because of a mistake.
    public FactSchema of(Set<EventKind> kinds) {
        return kinds.isEmpty() ? this : new FactSchema(together(kinds), customFields);
    }

    /// The facts of events that report all that was found of a person; of any event if there are no kinds, because
    /// of a mistake.
    public FactSchema ofPeople(Set<EventKind> kinds) {
        return kinds.isEmpty() ? this : new FactSchema(ofPeople(kinds.stream()), customFields);
    }

    private static FactType.Document ofPeople(Stream<EventKind> kinds) {
        return kinds.filter(EventKind::isFound)
                .map(EntitySchema::ofPerson)
                .reduce(FactType.Document::and)
                .orElseThrow();
    }

    private static FactType.Document together(Set<EventKind> kinds) {
        return kinds.stream()
                .map(EntitySchema::of)
                .reduce(FactType.Document::and)
                .orElseThrow();
    }

    /// The problem with the first step that does not exist; empty if all do.
    public Optional<String> objection(Reach reach) {
        return reach.rest().stream().findFirst().map(step -> {
            var path = reach.known().isEmpty() ? step : reach.path() + "." + step;
            var before = path.substring(0, path.length() - step.length());
            return "found " + ValueText.quoted(path) + vocabulary(reach).hint(step, before);
        });
    }

    private AllowedWords vocabulary(Reach reach) {
        var words = switch (reach.place()) {
            case FactType.Document document -> document.names();
            case FactType.Open.CUSTOM_FIELDS -> customFields.keySet();
            case FactType.Open.LINKS -> List.<String>of();
            case FactType.Open.ANYTHING -> List.<String>of();
            case FactType.Value _ -> List.<String>of();
        };
        return new AllowedWords(reach.next(), words);
    }

    /// The part of a path that exists.
    public Reach reach(String path) {
        var steps = Arrays.asList(path.split("\\."));
        FactType place = document;
        for (int i = 0; i < steps.size(); i++) {
            var next = behind(place, steps.get(i));
            if (next.isEmpty()) {
                return new Reach(steps.subList(0, i), place, steps.subList(i, steps.size()));
            }
            place = next.get();
        }
        return new Reach(steps, place, List.of());
    }

    private Optional<FactType> behind(FactType place, String step) {
        return switch (place) {
            case FactType.Document document ->
                Optional.ofNullable(document.fields().get(step));
            case FactType.Open.CUSTOM_FIELDS -> customField(step);
            case FactType.Open.LINKS -> ID.matcher(step).matches() ? Optional.of(LINK) : Optional.empty();
            case FactType.Open.ANYTHING -> Optional.of(place);
            case FactType.Value _ -> Optional.empty();
        };
    }

    /// The type of a custom field: the one that the book gives its name; under id and code it is a list of texts.
    private Optional<FactType> customField(String step) {
        return isIdOrCode(step) ? Optional.of(FactType.Scalar.TEXTS) : Optional.ofNullable(customFields.get(step));
    }
}
