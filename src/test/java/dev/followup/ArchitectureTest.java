package dev.followup;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static java.util.function.Predicate.not;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The rules for which package may use which, and which library is used where. What is not listed is forbidden.
class ArchitectureTest {

    private static final String ROOT = "dev.followup";

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(ROOT);

    /// Each package, and the packages that it may use besides itself and the JDK.
    private static final Map<String, Set<String>> MAY_USE = table("""
            account         | config, text, yaml
            account.token   | account, config
            bootstrap       | account, account.token, concurrent, config, inbox, ledger, ledger.dynamodb, ledger.memory, progress, rule.store, subscription, telemetry, warmup, webhook, yaml
            concurrent      |
            config          |
            console         | account, config, event, explain, explain.cases, ledger, progress, rule, rule.store, sandbox.http, task, webhook, yaml
            crm.directory   | crm.session, directory
            crm.entity      | account, crm.session, event
            crm.eventlog    | account, crm.session, event
            crm.oauth       | account, account.token, crm.session
            crm.session     | account, account.token, concurrent, config, telemetry, text
            crm.task        | concurrent, config, crm.session, event, task
            crm.webhook     | crm.session
            directory       | yaml
            directory.monitor | account, config, crm.directory, crm.session, directory, ledger, rule, rule.store, telemetry
            devmode         | account, config, console, explain.cases, inbox, lambda, ledger, ledger.memory, rule.store, sandbox, sandbox.clock, sandbox.http, yaml
            event           |
            explain         | directory, event, inbox, rule, task, text, webhook
            explain.cases   | account, config, event, explain, ledger, ledger.memory, rule, rule.fact, rule.person, rule.store, task, webhook, yaml
            inbox           | text
            journal         | event, explain, ledger, rule, rule.store, task, yaml
            lambda          | account, config, crm.directory, crm.entity, crm.session, crm.webhook, directory, event, explain, inbox, journal, ledger, rule, rule.person, rule.store, subscription, text, warmup, webhook, worker, yaml
            ledger          | event, task
            ledger.dynamodb | event, ledger, task
            ledger.memory   | event, ledger, task
            progress        | event, ledger, rule, task
            warmup          | account, config, crm.session, telemetry
            rule            | directory, event, rule.action, rule.fact, rule.pattern, rule.person, rule.text, rule.time, task, yaml
            rule.action     | directory, event, rule.fact, rule.person, rule.text, rule.time, task, yaml
            rule.fact       | directory, event, yaml
            rule.pattern    | directory, event, rule.fact, yaml
            rule.person     | rule.time, task, yaml
            rule.store      | account, config, directory, rule, rule.person, yaml
            rule.text       | event, rule.fact, text, yaml
            rule.time       | text, yaml
            sandbox         | sandbox.account, sandbox.clock, sandbox.entity, sandbox.fault, sandbox.http, sandbox.schema, sandbox.webhook
            sandbox.account | sandbox.http, sandbox.schema
            sandbox.clock   | sandbox.http, sandbox.schema
            sandbox.entity  | sandbox.account, sandbox.http, sandbox.schema, sandbox.webhook
            sandbox.fault   | sandbox.http
            sandbox.http    |
            sandbox.schema  | sandbox.http
            sandbox.webhook | sandbox.clock, sandbox.fault, sandbox.http, sandbox.schema
            subscription    | account, config, crm.session, crm.webhook, event, ledger, rule, rule.store, telemetry
            task            | event
            telemetry       | config, event, task, text
            text            |
            webhook         | event, text
            worker          | account, account.token, concurrent, config, crm.session, directory.monitor, event, inbox, ledger, rule.store, subscription, task, telemetry, text, worker.delivery, worker.intake, worker.planning, worker.recovery, worker.schedule, worker.waiting
            worker.delivery | account, concurrent, config, crm.entity, crm.session, crm.task, event, ledger, progress, task, telemetry
            worker.intake   | account, event, inbox, telemetry, webhook
            worker.planning | account, crm.entity, crm.session, event, inbox, ledger, progress, rule, rule.store, task, telemetry, worker.intake
            worker.recovery | account, config, crm.entity, crm.eventlog, crm.session, crm.task, event, inbox, ledger, rule, rule.store, task, telemetry, worker.intake, worker.planning
            worker.schedule | account, crm.entity, crm.session, crm.task, event, inbox, ledger, rule, rule.store, task, telemetry, worker.intake
            worker.waiting  | account, crm.eventlog, crm.session, crm.task, event, ledger, progress, rule, rule.store, task, telemetry, worker.planning, worker.recovery
            yaml            | text
            """);

    /// Each library by its packages, and the packages that may use it.
    private static final Map<String, Set<String>> LIBRARY_USED_IN = table("""
            com.amazonaws..                            | lambda
            io.quarkus.funqy..                         | lambda
            org.crac..                                 | lambda
            com.cronutils..                            | rule.time
            com.fasterxml.jackson..                    | console, crm.directory, crm.entity, crm.eventlog, crm.oauth, crm.session, crm.task, crm.webhook, devmode, directory, explain, explain.cases, journal, lambda, ledger.dynamodb, subscription, warmup, sandbox, sandbox.account, sandbox.clock, sandbox.entity, sandbox.fault, sandbox.http, sandbox.schema, sandbox.webhook, webhook
            jakarta.ws.rs..                            | crm.directory, crm.entity, crm.eventlog, crm.oauth, crm.session, crm.task, crm.webhook
            org.eclipse.microprofile.faulttolerance..  | crm.directory, crm.entity, crm.eventlog, crm.oauth, crm.session, crm.task, crm.webhook
            io.smallrye.faulttolerance..               | crm.directory, crm.entity, crm.eventlog, crm.oauth, crm.session, crm.task, crm.webhook
            org.snakeyaml..                            | yaml
            software.amazon.awssdk..                   | account.token, bootstrap, inbox, ledger.dynamodb, warmup
            """);

    private static final Set<String> PLAIN =
            Set.of("directory", "event", "webhook", "rule", "task", "text", "yaml", "sandbox");

    @Test
    void every_package_is_listed() {
        assertThat(packages()).isEqualTo(new TreeSet<>(MAY_USE.keySet()));
    }

    @Test
    void packages_use_only_listed_packages() {
        var forbidden = new TreeMap<String, String>();
        dependencies()
                .filter(use -> !MAY_USE.getOrDefault(packageOf(use.getOriginClass()), Set.of())
                        .contains(packageOf(use.getTargetClass())))
                .forEach(use -> forbidden.put(
                        packageOf(use.getOriginClass()) + " -> " + packageOf(use.getTargetClass()),
                        use.getDescription()));
        assertThat(forbidden).isEmpty();
    }

    @Test
    void every_listed_dependency_is_used() {
        var unused = new TreeSet<String>();
        MAY_USE.forEach((from, all) -> all.forEach(to -> unused.add(from + " -> " + to)));
        dependencies()
                .forEach(use ->
                        unused.remove(packageOf(use.getOriginClass()) + " -> " + packageOf(use.getTargetClass())));
        assertThat(unused).isEmpty();
    }

    @Test
    void packages_have_no_cycles() {
        slices().matching(ROOT + ".(**)").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void only_the_worker_uses_its_packages() {
        noClasses()
                .that()
                .resideOutsideOfPackage(ROOT + ".worker..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(MAY_USE.keySet().stream()
                        .filter(name -> name.startsWith("worker."))
                        .map(name -> ROOT + "." + name)
                        .toArray(String[]::new))
                .check(CLASSES);
    }

    @Test
    void the_sandbox_does_not_use_the_product() {
        noClasses()
                .that()
                .resideInAPackage(ROOT + ".sandbox..")
                .should()
                .dependOnClassesThat(JavaClass.Predicates.resideInAPackage(ROOT + "..")
                        .and(JavaClass.Predicates.resideOutsideOfPackage(ROOT + ".sandbox..")))
                .check(CLASSES);
    }

    @Test
    void exceptions_and_wire_types_stay_in_the_crm_client() {
        noClasses()
                .that()
                .resideOutsideOfPackage(ROOT + ".crm..")
                .should()
                .dependOnClassesThat()
                .haveNameMatching(".*\\.crm\\..*(CrmException(\\$.*)?|Api|Model)")
                .check(CLASSES);
    }

    @Test
    void libraries_are_used_only_where_listed() {
        LIBRARY_USED_IN.forEach((library, users) -> noClasses()
                .that()
                .resideOutsideOfPackages(
                        users.stream().map(user -> ROOT + "." + user).toArray(String[]::new))
                .should()
                .dependOnClassesThat()
                .resideInAPackage(library)
                .check(CLASSES));
    }

    @Test
    void plain_packages_have_no_container_annotations() {
        noClasses()
                .that()
                .resideInAnyPackage(
                        PLAIN.stream().map(name -> ROOT + "." + name + "..").toArray(String[]::new))
                .and()
                .resideOutsideOfPackages(ROOT + ".rule.store", ROOT + ".directory.monitor")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("jakarta..", "io.quarkus.arc..")
                .check(CLASSES);
    }

    @Test
    void rules_use_neither_clock_nor_io() {
        noClasses()
                .that()
                .resideInAPackage(ROOT + ".rule..")
                .and()
                .resideOutsideOfPackage(ROOT + ".rule.store")
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
                .check(CLASSES);
    }

    @Test
    void every_package_is_described_and_null_marked() {
        classes()
                .that()
                .haveSimpleName("package-info")
                .should()
                .beAnnotatedWith(org.jspecify.annotations.NullMarked.class)
                .check(CLASSES);
        var described = CLASSES.stream()
                .filter(type -> type.getSimpleName().equals("package-info"))
                .map(ArchitectureTest::packageOf);
        assertThat(described).containsAll(packages());
    }

    @Test
    void no_simple_name_is_used_twice() throws IOException {
        try (var files = Files.walk(Path.of("src"))) {
            var byName = files.filter(file -> file.toString().endsWith(".java"))
                    .filter(file -> !file.endsWith("package-info.java"))
                    .filter(file -> file.toString()
                            .contains("dev/followup"
                                    .replace("/", file.getFileSystem().getSeparator())))
                    .collect(groupingBy(file -> file.getFileName().toString()));
            assertThat(byName.values().stream().filter(list -> list.size() > 1)).isEmpty();
        }
    }

    private static Stream<Dependency> dependencies() {
        return CLASSES.stream()
                .flatMap(type -> type.getDirectDependenciesFromSelf().stream())
                .filter(use -> use.getTargetClass().getPackageName().startsWith(ROOT))
                .filter(use -> !packageOf(use.getOriginClass()).equals(packageOf(use.getTargetClass())));
    }

    private static Set<String> packages() {
        return CLASSES.stream()
                .filter(type -> !type.getSimpleName().equals("package-info"))
                .map(ArchitectureTest::packageOf)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /// The package below the root, such as `worker.intake`.
    private static String packageOf(JavaClass type) {
        var name = type.getBaseComponentType().getPackageName();
        return name.equals(ROOT) ? "" : name.substring(ROOT.length() + 1);
    }

    private static Map<String, Set<String>> table(String rows) {
        return rows.lines()
                .map(row -> row.split("\\|", -1))
                .collect(toMap(
                        cells -> cells[0].strip(),
                        cells -> Arrays.stream(cells[1].split(","))
                                .map(String::strip)
                                .filter(not(String::isEmpty))
                                .collect(Collectors.toUnmodifiableSet())));
    }

    /// A test elsewhere would run in no build.
    @Test
    void tests_with_an_application_are_where_the_build_looks_for_them() throws IOException {
        var places = Pattern.compile("<include>(dev/followup/[^$<]+)</include>")
                .matcher(Files.readString(Path.of("pom.xml")))
                .results()
                .map(include -> FileSystems.getDefault().getPathMatcher("glob:src/test/java/" + include.group(1)))
                .toList();
        try (var files = Files.walk(Path.of("src/test/java"))) {
            assertThat(files.filter(file -> file.toString().endsWith("Test.java"))
                            .filter(ArchitectureTest::hasApplication))
                    .isNotEmpty()
                    .allMatch(file -> places.stream().anyMatch(place -> place.matches(file)));
        }
    }

    private static boolean hasApplication(Path file) {
        try {
            return Files.readString(file).contains("\n@QuarkusTest");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
