package dev.followup;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Who may know whom, and which library lives where.
class HouseRulesTest {

    private static final String ROOT = "dev.followup";

    private static final JavaClasses HOUSE = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(ROOT);

    private static final Set<String> ALL = Set.of(
            "", "config", "account", "function", "lane", "webhook", "event", "rule", "task", "crm", "ledger", "local");

    /// Each room, and the rooms it may know beside itself. The hall has the empty name.
    private static final Map<String, Set<String>> KNOWS = Map.ofEntries(
            Map.entry("", without("function", "local")),
            Map.entry("function", without("local")),
            Map.entry("crm", Set.of("task", "event", "account", "config")),
            Map.entry("ledger", Set.of("task", "event", "config")),
            Map.entry("account", Set.of("config")),
            Map.entry("rule", Set.of("task", "event")),
            Map.entry("webhook", Set.of("event")),
            Map.entry("task", Set.of("event")),
            Map.entry("lane", Set.of()),
            Map.entry("event", Set.of()),
            Map.entry("config", Set.of()),
            Map.entry("local", Set.of("config", "lane", "function")));

    /// Each library by its packages, and the rooms it lives in.
    private static final Map<String, Set<String>> LIVES_IN = Map.of(
            "com.fasterxml.jackson..", Set.of("crm", "ledger", "local", "function"),
            "org.snakeyaml..", Set.of("rule", "account"),
            "com.cronutils..", Set.of("rule"),
            "jakarta.ws.rs..", Set.of("crm"),
            "org.eclipse.microprofile.faulttolerance..", Set.of("crm"),
            "io.smallrye.faulttolerance..", Set.of("crm"),
            "software.amazon.awssdk..", Set.of("lane", "ledger", "account", ""),
            "io.quarkus.funqy..", Set.of("function"),
            "com.amazonaws..", Set.of("function"));

    static Stream<String> rooms() {
        return ALL.stream().sorted();
    }

    @ParameterizedTest
    @MethodSource("rooms")
    void a_room_knows_only_those_it_may(String room) {
        var forbidden = ALL.stream()
                .filter(other -> !other.equals(room))
                .filter(other -> !KNOWS.getOrDefault(room, Set.of()).contains(other))
                .map(HouseRulesTest::packages)
                .toArray(String[]::new);
        noClasses()
                .that()
                .resideInAPackage(packages(room))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(forbidden)
                .check(HOUSE);
    }

    @ParameterizedTest
    @MethodSource("rooms")
    void no_room_is_empty(String room) {
        assertThat(HOUSE.stream().map(HouseRulesTest::roomOf)).contains(room);
    }

    @Test
    void there_is_no_other_room() {
        assertThat(HOUSE.stream().map(HouseRulesTest::roomOf)).isSubsetOf(ALL);
    }

    @Test
    void a_library_stays_in_its_rooms() {
        LIVES_IN.forEach((library, rooms) -> noClasses()
                .that()
                .resideOutsideOfPackages(
                        rooms.stream().map(HouseRulesTest::packages).toArray(String[]::new))
                .should()
                .dependOnClassesThat()
                .resideInAPackage(library)
                .check(HOUSE));
    }

    @Test
    void plain_rooms_have_no_container_annotations() {
        noClasses()
                .that()
                .resideInAnyPackage(packages("event"), packages("webhook"), packages("rule"), packages("task"))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("jakarta..", "io.quarkus.arc..")
                .check(HOUSE);
    }

    @Test
    void rules_know_neither_clock_nor_io() {
        noClasses()
                .that()
                .resideInAPackage(packages("rule"))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.net..", "java.net.http..", "java.nio.file..")
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(java.time.Clock.class)
                .orShould()
                .callMethod(java.time.Instant.class, "now")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .check(HOUSE);
    }

    @Test
    void every_package_is_null_marked() {
        classes()
                .that()
                .haveSimpleName("package-info")
                .should()
                .beAnnotatedWith(org.jspecify.annotations.NullMarked.class)
                .check(HOUSE);
        var described = HOUSE.stream()
                .filter(type -> type.getSimpleName().equals("package-info"))
                .map(JavaClass::getPackageName);
        assertThat(HOUSE.stream().map(JavaClass::getPackageName).distinct()).isSubsetOf(described.toList());
    }

    private static Set<String> without(String... rooms) {
        var rest = new ArrayList<>(ALL);
        rest.removeAll(List.of(rooms));
        return Set.copyOf(rest);
    }

    private static String packages(String room) {
        return room.isEmpty() ? ROOT : ROOT + "." + room + "..";
    }

    private static String roomOf(JavaClass type) {
        var below = type.getPackageName().substring(ROOT.length());
        return below.isEmpty() ? "" : below.substring(1).split("\\.", 2)[0];
    }
}
