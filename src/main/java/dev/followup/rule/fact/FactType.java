package dev.followup.rule.fact;

import dev.followup.event.EntityRef;
import dev.followup.yaml.ValueText;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedSet;
import java.util.stream.Stream;

/// The type of a fact.
public sealed interface FactType {

    /// The type of a fact that is a value, or a list of values of the same type.
    sealed interface Value extends FactType {

        /// The JSON type of its values.
        Form form();

        /// What it is in words, such as `a list of texts`.
        String description();
    }

    /// The JSON type of values.
    enum Form {
        NUMBER,
        TEXT,
        FLAG,
        /// Text or number: the CRM does not say which.
        UNKNOWN
    }

    /// A value without further structure.
    enum Scalar implements Value {
        /// The id of something in the CRM, a number.
        ID(Form.NUMBER, "an id"),
        /// A number, with or without a fraction.
        NUMBER(Form.NUMBER, "a number"),
        /// Seconds since 1970.
        TIME(Form.NUMBER, "a time"),
        /// A day without a time of day: seconds since 1970 of the midnight at which it begins.
        DAY(Form.NUMBER, "a date"),
        /// True or false.
        FLAG(Form.FLAG, "true or false"),
        /// A text.
        TEXT(Form.TEXT, "a text"),
        /// A list of texts.
        TEXTS(Form.TEXT, "a list of texts"),
        /// A text or a number.
        TEXT_OR_NUMBER(Form.UNKNOWN, "a text or a number");

        private final Form form;
        private final String description;

        Scalar(Form form, String description) {
            this.form = form;
            this.description = description;
        }

        @Override
        public Form form() {
            return form;
        }

        @Override
        public String description() {
            return description;
        }
    }

    /// A text, or a list of texts, out of a closed set.
    ///
    /// @param words in the order in which they are suggested to people
    record Words(SequencedSet<String> words) implements Value {

        /// The most words in a problem.
        private static final int MOST_SHOWN = 20;

        /// The types of entities, as tasks and notes name theirs.
        static final Words ENTITY_TYPES = new Words(
                Arrays.stream(EntityRef.Type.values()).map(EntityRef.Type::word).toList());

        public Words {
            words = Collections.unmodifiableSequencedSet(new LinkedHashSet<>(words));
        }

        Words(Collection<String> words) {
            this(new LinkedHashSet<>(words));
        }

        @Override
        public Form form() {
            return Form.TEXT;
        }

        @Override
        public String description() {
            return words.size() <= MOST_SHOWN
                    ? ValueText.or(List.copyOf(words))
                    : String.join(", ", words.stream().limit(MOST_SHOWN).toList()) + ", …";
        }
    }

    /// The end of what is known.
    enum Open implements FactType {
        /// Custom fields by id, code or name.
        CUSTOM_FIELDS,
        /// Documents by ids, each with its id again, as in `4711.ID`.
        LINKS,
        /// Values and documents under names that are not known beforehand.
        ANYTHING
    }

    /// A document with fields, or a list of such documents.
    ///
    /// @param fields in the order in which they are suggested to people
    record Document(Map<String, FactType> fields) implements FactType {

        public Document {
            fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
        }

        /// A document by its paths, one type in each line: the type, a colon, and the paths of this type, such as
        /// `text: name author.name`. Types are those of `Scalar` and `Open`, and
        /// `entity-type`, in small letters.
        public static Document of(String table) {
            return table.strip()
                    .lines()
                    .flatMap(line -> {
                        var parts = line.split(":", 2);
                        var type = type(parts[0].strip());
                        return Arrays.stream(parts[1].strip().split("\\s+")).map(path -> withOne(path, type));
                    })
                    .reduce(new Document(Map.of()), Document::and);
        }

        private static FactType type(String word) {
            if (word.equals("entity-type")) {
                return Words.ENTITY_TYPES;
            }
            return Arrays.stream(Open.values())
                    .filter(open -> isNamed(open, word))
                    .<FactType>map(open -> open)
                    .findFirst()
                    .orElseGet(() -> Arrays.stream(Scalar.values())
                            .filter(scalar -> isNamed(scalar, word))
                            .findFirst()
                            .orElseThrow(() -> new IllegalArgumentException("no type of facts is called " + word)));
        }

        private static boolean isNamed(Enum<?> type, String word) {
            return type.name().toLowerCase(Locale.ROOT).replace('_', '-').equals(word);
        }

        private static Document withOne(String path, FactType type) {
            var steps = path.split("\\.", 2);
            return new Document(Map.of(steps[0], steps.length == 1 ? type : withOne(steps[1], type)));
        }

        /// Some of its fields; names that it does not have are ignored.
        Document only(Collection<String> names) {
            var some = new LinkedHashMap<>(fields);
            some.keySet().retainAll(names);
            return new Document(some);
        }

        /// The fields of both documents.
        Document and(Document other) {
            var all = new LinkedHashMap<>(fields);
            other.fields.forEach((name, type) -> all.merge(name, type, Document::either));
            return new Document(all);
        }

        private static FactType either(FactType one, FactType other) {
            // most are the same document, and a book of many rules puts them together often
            if (one.equals(other)) {
                return one;
            }
            if (one instanceof Document document && other instanceof Document more) {
                return document.and(more);
            }
            if (one instanceof Words(var words) && other instanceof Words(var more)) {
                return new Words(Stream.concat(words.stream(), more.stream()).toList());
            }
            return one;
        }

        List<String> names() {
            return List.copyOf(fields.keySet());
        }
    }
}
