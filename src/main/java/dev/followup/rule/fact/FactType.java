package dev.followup.rule.fact;

import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The type of a fact.
public sealed interface FactType {

    /// The end of a path, or of what is known.
    enum End implements FactType {
        /// A value, or a list of values.
        VALUE,
        /// Custom fields by id, code or name.
        CUSTOM_FIELDS,
        /// Values and documents under names that are not known beforehand.
        ANYTHING
    }

    /// A document with fields, or a list of such documents.
    ///
    /// @param fields in the order in which they are suggested to people
    record Document(Map<String, FactType> fields) implements FactType {

        private static final String CUSTOM_FIELDS = "custom_fields";
        private static final String ANYTHING_BELOW = ".*";

        public Document {
            fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
        }

        /// A document by its paths, separated by spaces or line breaks: `id author.name data.*`.
        public static Document of(String paths) {
            return Arrays.stream(paths.strip().split("\\s+"))
                    .map(Document::withOne)
                    .reduce(new Document(Map.of()), Document::and);
        }

        private static Document withOne(String path) {
            var steps = path.split("\\.", 2);
            var name = steps[0];
            if (name.equals(CUSTOM_FIELDS)) {
                return new Document(Map.of(name, End.CUSTOM_FIELDS));
            }
            if (steps.length == 1) {
                return new Document(Map.of(name, End.VALUE));
            }
            var below = path.endsWith(ANYTHING_BELOW) ? End.ANYTHING : withOne(steps[1]);
            return new Document(Map.of(name, below));
        }

        /// The fields of both documents.
        Document and(Document other) {
            var all = new LinkedHashMap<>(fields);
            other.fields.forEach((name, place) -> all.merge(name, place, Document::either));
            return new Document(all);
        }

        private static FactType either(FactType one, FactType other) {
            // most are the same document, and a book of many rules puts them together often
            boolean same = one.equals(other);
            return !same && one instanceof Document document && other instanceof Document more
                    ? document.and(more)
                    : one;
        }

        List<String> names() {
            return List.copyOf(fields.keySet());
        }
    }
}
