package io.commitlake.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "io.commitlake", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest
    static final ArchRule CALLS_GO_ONE_WAY = layeredArchitecture()
            .consideringOnlyDependenciesInAnyPackage(
                    "io.commitlake.(cli|job|github|history|dataset|ledger|storage|model)..")
            .layer("cli")
            .definedBy("io.commitlake.cli..")
            .layer("job")
            .definedBy("io.commitlake.job..")
            .layer("github")
            .definedBy("io.commitlake.github..")
            .layer("history")
            .definedBy("io.commitlake.history..")
            .layer("dataset")
            .definedBy("io.commitlake.dataset..")
            .layer("ledger")
            .definedBy("io.commitlake.ledger..")
            .layer("storage")
            .definedBy("io.commitlake.storage..")
            .layer("model")
            .definedBy("io.commitlake.model..")
            .whereLayer("cli")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("job")
            .mayOnlyBeAccessedByLayers("cli")
            .whereLayer("github")
            .mayOnlyBeAccessedByLayers("job", "cli")
            .whereLayer("history")
            .mayOnlyBeAccessedByLayers("job", "cli")
            .whereLayer("dataset")
            .mayOnlyBeAccessedByLayers("job", "cli")
            .whereLayer("ledger")
            .mayOnlyBeAccessedByLayers("job", "cli")
            .whereLayer("storage")
            .mayOnlyBeAccessedByLayers("dataset", "ledger", "job", "cli")
            .because("a reader follows a run in one direction, and a package can change without its callers");

    /** Each package is a slice of its own, so a parent and its child may not form a cycle either. */
    @ArchTest
    static final ArchRule NO_PACKAGES_FORM_A_CYCLE = slices().matching("io.commitlake.(**)")
            .should()
            .beFreeOfCycles()
            .because("a package can be understood, moved or tested alone only if nothing it needs depends on it");

    @ArchTest
    static final ArchRule GIT_IS_STARTED_IN_ONE_PLACE = noClasses()
            .that()
            .resideOutsideOfPackage("io.commitlake.sandbox..")
            .and()
            .haveNameNotMatching("io\\.commitlake\\.history\\.git\\.plumbing\\.Git(\\$.*)?")
            .should()
            .dependOnClassesThat()
            .haveFullyQualifiedName("java.lang.ProcessBuilder")
            .because("Git with another environment could count lines differently or show a token in its command line");

    @ArchTest
    static final ArchRule THE_ENVIRONMENT_IS_READ_IN_ONE_PLACE = noClasses()
            .that()
            .resideOutsideOfPackages("io.commitlake.cli..", "io.commitlake.sandbox..")
            .should()
            .callMethod(System.class, "getenv")
            .orShould()
            .callMethod(System.class, "getenv", String.class)
            .because("a setting is named, checked and documented where it is read");

    @ArchTest
    static final ArchRule NO_HADOOP_AT_RUN_TIME = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.apache.hadoop..")
            .because("its jars aren't there when the worker runs");
}
