package dev.followup.webhook;

import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A part of a form: a text, or a branch of further parts.
sealed interface FormNode {

    /// A value.
    record Text(String value) implements FormNode {

        /// What it says; nothing if it is empty, or the word `null`, which the CRM writes at times.
        Optional<String> content() {
            return value.isEmpty() || value.equals("null") ? Optional.empty() : Optional.of(value);
        }
    }

    /// Parts under names, in the order of the body. Indexes are names too: whether a branch is a list or a map
    /// keyed by id shows only in what it is used for, so nothing is ever as long as its largest index.
    final class Branch implements FormNode {

        private static final int LONGEST_INDEX = 18;

        private final Map<String, FormNode> children = new LinkedHashMap<>();
        private long nextIndex;

        /// Sets a part; what stood under the name is gone, be it text or branch. An empty name appends.
        void put(String name, FormNode child) {
            var place = name.isEmpty() ? Long.toString(nextIndex) : name;
            if (isIndex(place)) {
                nextIndex = Math.max(nextIndex, Long.parseLong(place) + 1);
            }
            children.put(place, child);
        }

        /// The branch under the name, a new one if there is none. An empty name appends one.
        Branch open(String name) {
            if (!name.isEmpty() && children.get(name) instanceof Branch branch) {
                return branch;
            }
            var branch = new Branch();
            put(name, branch);
            return branch;
        }

        /// All parts by name.
        Map<String, FormNode> children() {
            return Collections.unmodifiableMap(children);
        }

        /// What the field says; empty if it is missing, says nothing or is a branch.
        Optional<String> text(String name) {
            return children.get(name) instanceof Text text ? text.content() : Optional.empty();
        }

        /// The branch under the name.
        Optional<Branch> branch(String name) {
            return children.get(name) instanceof Branch branch ? Optional.of(branch) : Optional.empty();
        }

        /// Whether any part's name is an index.
        boolean hasIndexes() {
            return children.keySet().stream().anyMatch(Branch::isIndex);
        }

        /// Whether the names are just 0, 1, 2 and so on, in whatever order. What PHP, too, calls a list.
        boolean isList() {
            return nextIndex == children.size() && children.keySet().stream().allMatch(Branch::isIndex);
        }

        /// The parts as a list: in the order of their indexes, names that are no index behind them.
        List<Map.Entry<String, FormNode>> inOrder() {
            return children.entrySet().stream()
                    .sorted(Comparator.comparingLong(
                            child -> isIndex(child.getKey()) ? Long.parseLong(child.getKey()) : Long.MAX_VALUE))
                    .toList();
        }

        /// Whether a name is an index: digits without a leading zero.
        static boolean isIndex(String name) {
            return !name.isEmpty()
                    && name.length() <= LONGEST_INDEX
                    && (name.length() == 1 || name.charAt(0) != '0')
                    && name.chars().allMatch(digit -> digit >= '0' && digit <= '9');
        }
    }
}
