package dev.followup.rule;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.followup.yaml.AllowedWords;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// The vocabularies of all readers, by class and field: `RuleReader.KEYS`.
final class ReaderVocabularies {

    static final Map<String, Set<String>> ALL = new ClassFileImporter()
                    .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                    .importPackages("dev.followup.rule", "dev.followup.explain.cases")
                    .stream()
                    .map(JavaClass::getFields)
                    .flatMap(Set::stream)
                    .filter(field -> field.getModifiers().contains(JavaModifier.STATIC))
                    .filter(field -> field.getRawType().isEquivalentTo(AllowedWords.class))
                    .collect(Collectors.toMap(
                            field -> field.getOwner().getSimpleName() + "." + field.getName(),
                            ReaderVocabularies::words));

    private ReaderVocabularies() {}

    private static Set<String> words(JavaField constant) {
        try {
            var field = constant.reflect();
            field.setAccessible(true);
            return new TreeSet<>(((AllowedWords) field.get(null)).words());
        } catch (IllegalAccessException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /// The words by their paths in a schema.
    ///
    /// @param places lines with a path and a vocabulary each
    static Map<String, Set<String>> at(String places) {
        return places.lines()
                .map(line -> line.split(" +"))
                .collect(Collectors.toMap(
                        line -> line[0], line -> ALL.getOrDefault(line[1], Set.of()), (one, _) -> one, TreeMap::new));
    }
}
