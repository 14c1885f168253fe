package com.tappostgres;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tappostgres.cli.Main;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/** Holds the table of packages: each may refer to those that stand beside it here, and to no other of ours. */
final class ArchitectureTest {
    private static final String ROOT = "com.tappostgres";

    private static final Map<String, Set<String>> ALLOWED = Map.ofEntries(
            Map.entry("error", Set.of()),
            Map.entry("json", Set.of()),
            Map.entry("types", Set.of("error", "json")),
            Map.entry("singer", Set.of("error", "json")),
            Map.entry("log", Set.of("json")),
            Map.entry("progress", Set.of("error", "json", "log", "singer")),
            Map.entry("config", Set.of("error", "json")),
            Map.entry("tls", Set.of("error", "config")),
            Map.entry("ssh", Set.of("error", "config")),
            Map.entry("postgres", Set.of("error", "config", "tls", "ssh")),
            Map.entry("copy", Set.of("error", "json", "types", "postgres")),
            Map.entry("discovery", Set.of("error", "json", "types", "singer", "config", "postgres")),
            Map.entry("loader", Set.of("error", "json", "singer")),
            Map.entry("picker", Set.of("error", "json", "log", "singer")),
            Map.entry("selection", Set.of("error", "json", "singer", "config")),
            Map.entry(
                    "sync",
                    Set.of(
                            "error",
                            "json",
                            "types",
                            "singer",
                            "progress",
                            "config",
                            "postgres",
                            "copy",
                            "discovery",
                            "selection")),
            Map.entry(
                    "preflight",
                    Set.of("error", "json", "types", "singer", "config", "postgres", "copy", "discovery", "sync")),
            Map.entry(
                    "cli",
                    Set.of(
                            "error",
                            "json",
                            "types",
                            "singer",
                            "log",
                            "progress",
                            "config",
                            "ssh",
                            "postgres",
                            "copy",
                            "discovery",
                            "loader",
                            "selection",
                            "picker",
                            "sync",
                            "preflight")));

    private static final JavaClasses PROGRAM = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(ROOT);

    @Test
    void theTableHoldsEveryPackage() {
        Set<String> packages = PROGRAM.stream()
                .map(each -> each.getPackageName().substring(ROOT.length() + 1))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(packages).isEqualTo(new TreeSet<>(ALLOWED.keySet()));
    }

    @Test
    void importsPointDownwards() {
        ALLOWED.forEach((from, allowed) -> {
            String[] forbidden = ALLOWED.keySet().stream()
                    .filter(to -> !to.equals(from) && !allowed.contains(to))
                    .map(ArchitectureTest::packageOf)
                    .toArray(String[]::new);
            if (forbidden.length > 0) {
                noClasses()
                        .that()
                        .resideInAPackage(packageOf(from))
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage(forbidden)
                        .check(PROGRAM);
            }
        });
    }

    @Test
    void noPackagesFormACycle() {
        SlicesRuleDefinition.slices()
                .matching(ROOT + ".(*)..")
                .should()
                .beFreeOfCycles()
                .check(PROGRAM);
    }

    @Test
    void singerKnowsNoDatabase() {
        noClasses()
                .that()
                .resideInAnyPackage(packageOf("singer"), packageOf("types"), packageOf("json"), packageOf("config"))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.sql..", "org.postgresql..")
                .check(PROGRAM);
    }

    @Test
    void namesSayWhatAClassIs() {
        noClasses()
                .should()
                .haveSimpleNameEndingWith("Impl")
                .orShould()
                .haveSimpleNameStartingWith("Abstract")
                .orShould()
                .haveNameMatching(".*(Util|Helper|Manager).*")
                .check(PROGRAM);
    }

    @Test
    void everyPackageIsNullMarked() {
        for (String name : ALLOWED.keySet()) {
            JavaPackage each = PROGRAM.getPackage(packageOf(name));
            assertThat(each.isAnnotatedWith(NullMarked.class)).as(name).isTrue();
        }
    }

    @Test
    void classesAreFinal() {
        classes()
                .that()
                .areTopLevelClasses()
                .and()
                .areNotInterfaces()
                .and()
                .areNotEnums()
                .should()
                .haveModifier(JavaModifier.FINAL)
                .check(PROGRAM);
    }

    @Test
    void onlyMainEndsTheProgramAndKnowsItsOutput() {
        noClasses()
                .that()
                .doNotHaveFullyQualifiedName(Main.class.getName())
                .and()
                .doNotHaveFullyQualifiedName(ROOT + ".log.StandardError")
                .should()
                .callMethod(System.class, "exit", int.class)
                .orShould()
                .accessField(System.class, "out")
                .orShould()
                .accessField(System.class, "err")
                .check(PROGRAM);
    }

    @Test
    void nothingIsUnsafe() {
        for (JavaClass each : PROGRAM) {
            assertThat(each.getDirectDependenciesFromSelf())
                    .noneMatch(dependency ->
                            dependency.getTargetClass().getSimpleName().equals("Unsafe"));
        }
    }

    private static String packageOf(String name) {
        return ROOT + "." + name;
    }
}
