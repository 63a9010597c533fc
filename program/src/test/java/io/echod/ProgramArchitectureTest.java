package io.echod;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.Architectures;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import org.junit.jupiter.api.Test;

/** Which way the arrows between the packages point. */
class ProgramArchitectureTest {

  private static final JavaClasses ALL =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .withImportOption(place -> !place.contains("-tests.jar"))
          .importPackages("io.echod");

  private static final JavaClasses SIMULATION =
      ALL.that(JavaClass.Predicates.resideInAPackage("io.echod.simulate.."));

  @Test
  void commandsUseTheServerAndSchemeWhichUseEndpointsWhichUseTheDispatcher() {
    Architectures.layeredArchitecture()
        .consideringOnlyDependenciesInLayers()
        .layer("commands")
        .definedBy("io.echod.cli..")
        .layer("server")
        .definedBy("io.echod.server..")
        .layer("scheme")
        .definedBy("io.echod.scheme..")
        .layer("simulate")
        .definedBy("io.echod.simulate..")
        .layer("measure")
        .definedBy("io.echod.measure..")
        .layer("verify")
        .definedBy("io.echod.verify..")
        .layer("tls")
        .definedBy("io.echod.tls..")
        .layer("endpoints")
        .definedBy("io.echod.net..")
        .layer("dispatcher")
        .definedBy("io.echod.dispatcher..")
        .whereLayer("commands")
        .mayNotBeAccessedByAnyLayer()
        .whereLayer("server")
        .mayOnlyBeAccessedByLayers("commands", "simulate")
        .whereLayer("scheme")
        .mayOnlyBeAccessedByLayers("commands")
        .whereLayer("simulate")
        .mayOnlyBeAccessedByLayers("commands")
        .whereLayer("measure")
        .mayOnlyBeAccessedByLayers("commands", "verify")
        .whereLayer("verify")
        .mayOnlyBeAccessedByLayers("commands")
        .whereLayer("tls")
        .mayOnlyBeAccessedByLayers("commands", "server", "simulate", "measure", "verify")
        .whereLayer("endpoints")
        .mayOnlyBeAccessedByLayers(
            "commands", "server", "scheme", "simulate", "measure", "verify", "tls")
        .check(ALL);
  }

  @Test
  void theDescriptionOfSettingsDependsOnNothing() {
    noClasses()
        .that()
        .resideInAPackage("io.echod.settings..")
        .should()
        .dependOnClassesThat(
            resideInAPackage("io.echod..").and(not(resideInAPackage("io.echod.settings.."))))
        .check(ALL);
  }

  @Test
  void onlyTheCommandsNameAConcreteKernel() {
    noClasses()
        .that()
        .resideInAPackage("io.echod..")
        .and()
        .resideOutsideOfPackages(
            "io.echod.cli..", "io.echod.dispatcher.kernel.*..", "io.echod.dispatcher.kernels")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "io.echod.dispatcher.kernel.epoll..", "io.echod.dispatcher.kernel.nio..")
        .check(ALL);
  }

  @Test
  void onlySimulationsUseTheSimulatedNetwork() {
    noClasses()
        .that()
        .resideInAPackage("io.echod..")
        .and()
        .resideOutsideOfPackages("io.echod.simulate..", "io.echod.dispatcher.kernel.sim..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.echod.dispatcher.kernel.sim..")
        .check(ALL);
  }

  @Test
  void theSimulationIsAboveItsWorldsWhichUseTheScenario() {
    Architectures.layeredArchitecture()
        .consideringOnlyDependenciesInLayers()
        .ensureAllClassesAreContainedInArchitecture()
        .layer("seeds")
        .definedBy("io.echod.simulate")
        .layer("server")
        .definedBy("io.echod.simulate.server")
        .layer("calls")
        .definedBy("io.echod.simulate.server.calls")
        .layer("checks")
        .definedBy("io.echod.simulate.server.checks")
        .layer("clients")
        .definedBy("io.echod.simulate.server.clients")
        .layer("plan")
        .definedBy("io.echod.simulate.server.plan")
        .layer("dispatcher")
        .definedBy("io.echod.simulate.dispatcher")
        .layer("model")
        .definedBy("io.echod.simulate.dispatcher.model")
        .layer("faulty")
        .definedBy("io.echod.simulate.faulty")
        .layer("naive faults")
        .definedBy("io.echod.simulate.faulty.model")
        .layer("guarded")
        .definedBy("io.echod.simulate.guarded")
        .layer("tls")
        .definedBy("io.echod.simulate.tls")
        .layer("script")
        .definedBy("io.echod.simulate.script")
        .layer("scenario")
        .definedBy("io.echod.simulate.scenario")
        .whereLayer("seeds")
        .mayNotBeAccessedByAnyLayer()
        .whereLayer("server")
        .mayOnlyBeAccessedByLayers("seeds")
        .whereLayer("calls")
        .mayOnlyBeAccessedByLayers("server")
        .whereLayer("checks")
        .mayOnlyBeAccessedByLayers("server", "calls")
        .whereLayer("clients")
        .mayOnlyBeAccessedByLayers("server", "checks")
        .whereLayer("plan")
        .mayOnlyBeAccessedByLayers("server", "calls", "checks", "clients")
        .whereLayer("dispatcher")
        .mayOnlyBeAccessedByLayers("seeds")
        .whereLayer("model")
        .mayOnlyBeAccessedByLayers("dispatcher")
        .whereLayer("faulty")
        .mayOnlyBeAccessedByLayers("seeds")
        .whereLayer("guarded")
        .mayOnlyBeAccessedByLayers("seeds")
        .whereLayer("tls")
        .mayOnlyBeAccessedByLayers("seeds")
        .whereLayer("naive faults")
        .mayOnlyBeAccessedByLayers("faulty")
        .whereLayer("script")
        .mayNotAccessAnyLayer()
        .whereLayer("scenario")
        .mayNotAccessAnyLayer()
        .check(SIMULATION);
  }

  @Test
  void noPackagesUseEachOtherInACircle() {
    SlicesRuleDefinition.slices().assignedFrom(new Packages()).should().beFreeOfCycles().check(ALL);
  }

  @Test
  void noRoomOfTheCommandsUsesAnother() {
    Architectures.layeredArchitecture()
        .consideringOnlyDependenciesInLayers()
        .layer("program")
        .definedBy("io.echod.cli")
        .layer("bench")
        .definedBy("io.echod.cli.bench")
        .layer("guarded")
        .definedBy("io.echod.simulate.guarded")
        .layer("script")
        .definedBy("io.echod.cli.script")
        .layer("serve")
        .definedBy("io.echod.cli.serve")
        .layer("simulate")
        .definedBy("io.echod.cli.simulate")
        .layer("verify")
        .definedBy("io.echod.cli.verify")
        .layer("config")
        .definedBy("io.echod.cli.config")
        .layer("command")
        .definedBy("io.echod.cli.command")
        .layer("output")
        .definedBy("io.echod.cli.output")
        .whereLayer("program")
        .mayNotBeAccessedByAnyLayer()
        .whereLayer("bench")
        .mayOnlyBeAccessedByLayers("program")
        .whereLayer("script")
        .mayOnlyBeAccessedByLayers("program")
        .whereLayer("serve")
        .mayOnlyBeAccessedByLayers("program")
        .whereLayer("simulate")
        .mayOnlyBeAccessedByLayers("program")
        .whereLayer("verify")
        .mayOnlyBeAccessedByLayers("program")
        .whereLayer("config")
        .mayOnlyBeAccessedByLayers("program", "serve")
        .whereLayer("command")
        .mayOnlyAccessLayers("output")
        .whereLayer("output")
        .mayNotAccessAnyLayer()
        .check(ALL);
  }

  @Test
  void theProgramKnowsNoChannels() {
    noClasses()
        .that()
        .resideInAnyPackage(
            "io.echod.cli..",
            "io.echod.server..",
            "io.echod.settings..",
            "io.echod.scheme..",
            "io.echod.measure..",
            "io.echod.verify..",
            "io.echod.simulate..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("java.nio.channels..")
        .check(ALL);
  }

  @Test
  void onlyTheCommandsHandleSignalsAndOptions() {
    noClasses()
        .that()
        .resideOutsideOfPackage("io.echod.cli..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("sun.misc..", "picocli..")
        .check(ALL);
  }

  /** A server of plain TCP loads nothing of it. */
  @Test
  void onlyTheRoomOfTlsAndTheGreetingKnowTls() {
    noClasses()
        .that()
        .resideInAPackage("io.echod.server..")
        .and()
        .resideOutsideOfPackage("io.echod.server.tls..")
        .and()
        .doNotHaveSimpleName("GreetingFields")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.echod.tls..", "javax.net.ssl..")
        .check(ALL);
  }

  /** A server that starts without a file of settings does not load it. */
  @Test
  void onlyTheRoomOfSettingsFilesKnowsToml() {
    noClasses()
        .that()
        .resideInAPackage("io.echod..")
        .and()
        .resideOutsideOfPackage("io.echod.cli.config..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.tomlj..", "org.antlr..")
        .check(ALL);
  }

  @Test
  void onlySchemeKnowsKawa() {
    noClasses()
        .that()
        .resideInAPackage("io.echod..")
        .and()
        .resideOutsideOfPackage("io.echod.scheme..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("gnu..", "kawa..")
        .check(ALL);
  }

  @Test
  void onlyKernelsReadTheClock() {
    noClasses()
        .that()
        .resideInAPackage("io.echod..")
        .and()
        .resideOutsideOfPackage("io.echod.dispatcher.kernel..")
        .should()
        .callMethod(System.class, "nanoTime")
        .check(ALL);
  }

  /** Takes each package by itself, without those that it holds. */
  private static final class Packages implements SliceAssignment {

    @Override
    public SliceIdentifier getIdentifierOf(JavaClass type) {
      return SliceIdentifier.of(type.getPackageName());
    }

    @Override
    public String getDescription() {
      return "packages";
    }
  }
}
