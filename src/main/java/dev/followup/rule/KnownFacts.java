package dev.followup.rule;

import dev.followup.event.EventKind;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// The facts that a rule can speak of: all that an event of its kinds can have.
///
/// @param document all of them together
/// @param names what the book calls custom fields
record KnownFacts(Place.Document document, Collection<String> names) {

    /// How custom fields are named by the CRM: an id, or a code in capitals.
    static final Pattern ID_OR_CODE = Pattern.compile("[A-Z0-9_]+");

    /// How far a path leads.
    ///
    /// @param known the steps that it can have
    /// @param place what stands behind them
    /// @param rest the steps that are left
    record Reach(List<String> known, Place place, List<String> rest) {

        /// What could stand there next, in words.
        String next() {
            var next = switch (place) {
                case Place.Document document -> Wording.or(document.names());
                case Place.End.CUSTOM_FIELDS -> "an id, a code in capitals or a name of the book's fields";
                case Place.End.VALUE, Place.End.ANYTHING -> "a value or a condition";
            };
            return known.isEmpty() ? next : next + " behind " + path();
        }

        /// Whether it can end there.
        boolean endsInValue() {
            return place == Place.End.VALUE || place == Place.End.ANYTHING;
        }

        String path() {
            return String.join(".", known);
        }
    }

    /// Those of any event.
    ///
    /// @param names what the book calls custom fields
    static KnownFacts ofAnyEvent(Collection<String> names) {
        return new KnownFacts(together(EnumSet.allOf(EventKind.class)), names);
    }

    /// Those of events of some kinds; if there are none, of which a mistake is the cause, those of any.
    KnownFacts of(Set<EventKind> kinds) {
        return kinds.isEmpty() ? this : new KnownFacts(together(kinds), names);
    }

    private static Place.Document together(Set<EventKind> kinds) {
        return kinds.stream().map(Topic::of).reduce(Place.Document::and).orElseThrow();
    }

    /// What is wrong with the first step that is left of a path; empty if none is.
    Optional<String> objection(Reach reach) {
        return reach.rest().stream().findFirst().map(step -> {
            var path = reach.known().isEmpty() ? step : reach.path() + "." + step;
            var next = vocabulary(reach)
                    .nearest(step)
                    .map(near -> path.substring(0, path.length() - step.length()) + near);
            return "found " + Wording.quoted(path)
                    + next.map(near -> ", did you mean \"" + near + "\"?").orElse(", expected " + reach.next());
        });
    }

    private Vocabulary vocabulary(Reach reach) {
        var words = switch (reach.place()) {
            case Place.Document document -> document.names();
            case Place.End.CUSTOM_FIELDS -> names;
            case Place.End.VALUE, Place.End.ANYTHING -> List.<String>of();
        };
        return new Vocabulary(reach.next(), words);
    }

    /// As many steps of a path as an event can have.
    Reach reach(String path) {
        var steps = Arrays.asList(path.split("\\."));
        Place place = document;
        for (int i = 0; i < steps.size(); i++) {
            var next = behind(place, steps.get(i));
            if (next.isEmpty()) {
                return new Reach(steps.subList(0, i), place, steps.subList(i, steps.size()));
            }
            place = next.get();
        }
        return new Reach(steps, place, List.of());
    }

    private Optional<Place> behind(Place place, String step) {
        return switch (place) {
            case Place.Document document ->
                Optional.ofNullable(document.fields().get(step));
            case Place.End.CUSTOM_FIELDS -> Optional.<Place>of(Place.End.VALUE).filter(_ -> isCustomField(step));
            case Place.End.ANYTHING -> Optional.of(place);
            case Place.End.VALUE -> Optional.empty();
        };
    }

    private boolean isCustomField(String step) {
        return ID_OR_CODE.matcher(step).matches() || names.contains(step);
    }
}
