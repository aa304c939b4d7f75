package dev.followup.webhook;

import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A node of a form: a text, or a branch with further nodes.
sealed interface FormNode {

    /// A value.
    record Text(String value) implements FormNode {

        /// The text; empty if it is empty or the word `null`, which the CRM sends at times.
        Optional<String> content() {
            return value.isEmpty() || value.equals("null") ? Optional.empty() : Optional.of(value);
        }
    }

    /// Nodes by name, in the order of the body. Indexes are names too: whether a branch is a list or a map
    /// keyed by id shows only in its use, so no list is ever as long as its largest index.
    final class Branch implements FormNode {

        private static final int LONGEST_INDEX = 18;

        private final Map<String, FormNode> children = new LinkedHashMap<>();
        private long nextIndex;

        /// Sets a node and replaces the former one of that name, text or branch. An empty name appends.
        void put(String name, FormNode child) {
            var place = name.isEmpty() ? Long.toString(nextIndex) : name;
            if (isIndex(place)) {
                nextIndex = Math.max(nextIndex, Long.parseLong(place) + 1);
            }
            children.put(place, child);
        }

        /// Sets a node at the end of a path, whose branches are created if there are none.
        void put(List<String> path, FormNode child) {
            var branch = this;
            for (var name : path.subList(0, path.size() - 1)) {
                branch = branch.open(name);
            }
            branch.put(path.getLast(), child);
        }

        /// The branch of this name, created if there is none. An empty name appends one.
        Branch open(String name) {
            if (!name.isEmpty() && children.get(name) instanceof Branch branch) {
                return branch;
            }
            var branch = new Branch();
            put(name, branch);
            return branch;
        }

        /// All nodes by name.
        Map<String, FormNode> children() {
            return Collections.unmodifiableMap(children);
        }

        /// The text of a field; empty if it is missing, empty or a branch.
        Optional<String> text(String name) {
            return children.get(name) instanceof Text text ? text.content() : Optional.empty();
        }

        /// The branch of this name.
        Optional<Branch> branch(String name) {
            return children.get(name) instanceof Branch branch ? Optional.of(branch) : Optional.empty();
        }

        /// Whether any name is an index.
        boolean hasIndexes() {
            return children.keySet().stream().anyMatch(Branch::isIndex);
        }

        /// Whether all names are indexes: then it is a list or a map keyed by id. Anything else is an object, whose
        /// values are not elements of a list.
        boolean isCollection() {
            return children.keySet().stream().allMatch(Branch::isIndex);
        }

        /// Whether the names are exactly 0, 1, 2 and so on, in any order: a list in PHP too.
        boolean isList() {
            return nextIndex == children.size() && children.keySet().stream().allMatch(Branch::isIndex);
        }

        /// The nodes as a list: in the order of their indexes, then those whose names are no index.
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
