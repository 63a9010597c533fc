package io.echod;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.Architectures;
import org.junit.jupiter.api.Test;

/** Which way the arrows between the packages of Scheme point. */
class SchemeArchitectureTest {

  private static final JavaClasses SCHEME =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("io.echod.scheme");

  @Test
  void packagesHaveNoCircles() {
    slices().matching("io.echod.scheme.(*)..").should().beFreeOfCycles().check(SCHEME);
  }

  @Test
  void noPackageKnowsTheSessionThatComposesThem() {
    noClasses()
        .that()
        .resideInAPackage("io.echod.scheme.*..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.echod.scheme")
        .check(SCHEME);
  }

  @Test
  void arrowsPointDown() {
    Architectures.layeredArchitecture()
        .consideringOnlyDependenciesInLayers()
        .layer("text")
        .definedBy("io.echod.scheme.text..")
        .layer("message")
        .definedBy("io.echod.scheme.message..")
        .layer("language")
        .definedBy("io.echod.scheme.language..")
        .layer("output")
        .definedBy("io.echod.scheme.output..")
        .layer("runtime")
        .definedBy("io.echod.scheme.runtime..")
        .layer("endpoint")
        .definedBy("io.echod.scheme.endpoint..")
        .layer("script")
        .definedBy("io.echod.scheme.script..")
        .layer("procedure")
        .definedBy("io.echod.scheme.procedure..")
        .layer("standard")
        .definedBy("io.echod.scheme.standard..")
        .layer("live")
        .definedBy("io.echod.scheme.live..")
        .whereLayer("text")
        .mayNotAccessAnyLayer()
        .whereLayer("message")
        .mayOnlyAccessLayers("text")
        .whereLayer("language")
        .mayOnlyAccessLayers("message", "text")
        .whereLayer("output")
        .mayOnlyAccessLayers("text")
        .whereLayer("runtime")
        .mayOnlyAccessLayers("language", "output", "message", "text")
        .whereLayer("endpoint")
        .mayOnlyAccessLayers("runtime", "output", "text")
        .whereLayer("script")
        .mayOnlyAccessLayers("runtime", "language", "message", "text")
        .whereLayer("procedure")
        .mayOnlyAccessLayers(
            "endpoint", "script", "runtime", "language", "output", "message", "text")
        .whereLayer("standard")
        .mayOnlyAccessLayers("language", "message", "text")
        .whereLayer("live")
        .mayOnlyAccessLayers("runtime", "language", "output", "message", "text")
        .check(SCHEME);
  }

  @Test
  void everyClassHasAPackageButTheSession() {
    classes()
        .that()
        .resideInAPackage("io.echod.scheme")
        .and()
        .areTopLevelClasses()
        .should()
        .haveSimpleNameStartingWith("Session")
        .orShould()
        .haveSimpleName("package-info")
        .check(SCHEME);
  }
}
