package io.echod;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.echod.dispatcher.kernel.epoll.EpollKernel;
import io.echod.dispatcher.kernel.nio.NioKernel;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** How the library is built: which package may know of what. */
final class ArchitectureTest {

  private static final String NET = "io.echod.net";
  private static final String ADDRESS = NET + ".address";
  private static final String LAYER = "io.echod.net.layer";
  private static final String DATAGRAM = NET + ".datagram";
  private static final String FAULT = NET + ".fault";
  private static final String FAULT_LAYER = FAULT + ".layer";
  private static final String FAULT_RULE = FAULT + ".rule";
  private static final String NET_PART = NET + ".part";
  private static final String UNIX = "io.echod.net.unix";
  private static final String DISPATCHER = "io.echod.dispatcher";
  private static final String PART = DISPATCHER + ".part";
  private static final String SEAM = "io.echod.dispatcher.kernel";
  private static final String NIO = "io.echod.dispatcher.kernel.nio";
  private static final String EPOLL = "io.echod.dispatcher.kernel.epoll";
  private static final String SIM = "io.echod.dispatcher.kernel.sim";
  private static final String CHANCE = SIM + ".chance";
  private static final String WORLD = SIM + ".world";

  /** The one that may choose among the sides. */
  private static final String KERNELS = "io.echod.dispatcher.kernels";

  /** All packages below the seam. */
  private static final String SIDES = "io.echod.dispatcher.kernel.(*)..";

  private static final JavaClasses LIBRARY =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("io.echod");

  /** The JDK reports a thread's interrupt by a class made for channels, and by nothing else. */
  private static final DescribedPredicate<JavaClass> ARE_NOT_THE_HOOK =
      DescribedPredicate.describe(
          "are not the hook for interrupts",
          one -> !one.getName().equals("io.echod.dispatcher.kernel.epoll.Interrupts"));

  @Test
  void theLibraryAndNothingElseIsExamined() {
    assertThat(LIBRARY)
        .extracting(JavaClass::getPackageName)
        .contains(NET, DISPATCHER, SEAM, NIO, EPOLL, SIM, KERNELS);
    assertThat(LIBRARY.contain(ArchitectureTest.class)).isFalse();
  }

  @Test
  void channelsAndSelectorsAreKnownToTheNioKernelOnly() {
    noClasses()
        .that()
        .resideOutsideOfPackage(NIO)
        .should()
        .dependOnClassesThat()
        .resideInAPackage("java.nio.channels..")
        .check(LIBRARY.that(ARE_NOT_THE_HOOK));
  }

  @Test
  void foreignMemoryIsKnownToTheEpollKernelOnly() {
    noClasses()
        .that()
        .resideOutsideOfPackage("io.echod.dispatcher.kernel.epoll")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("java.lang.foreign..")
        .check(LIBRARY);
  }

  @Test
  void clocksAreReadAndThreadsPutToSleepInTheKernelsOnly() {
    noClasses()
        .that()
        .resideOutsideOfPackage(SIDES)
        .should()
        .callMethodWhere(calls("java.lang.System", "nanoTime|currentTimeMillis"))
        .orShould()
        .callMethodWhere(calls("java.lang.Thread", "sleep|join"))
        .orShould()
        .callMethodWhere(calls("java.lang.Object", "wait"))
        .orShould()
        .callMethodWhere(calls("java.util.concurrent.TimeUnit", "sleep"))
        .orShould()
        .callMethodWhere(calls("java.time.*", "now"))
        .orShould()
        .dependOnClassesThat()
        .haveNameMatching("java\\.time\\.Clock|java\\.util\\.(Date|Calendar|Timer)")
        .check(LIBRARY);
  }

  @Test
  void threadsAreParkedInTheKernelsOnly() {
    noClasses()
        .that()
        .resideOutsideOfPackages(SIDES, SIM)
        .should()
        .callMethodWhere(calls("java.util.concurrent.locks.LockSupport", "park.*"))
        .check(LIBRARY);
  }

  private static DescribedPredicate<JavaCall<?>> calls(String owners, String methods) {
    return target(nameMatching(methods))
        .and(target(owner(nameMatching(owners))))
        .as("the target is " + owners + "." + methods);
  }

  @Test
  void theSeamKnowsOnlyItself() {
    noClasses()
        .that()
        .resideInAPackage(SEAM)
        .should()
        .dependOnClassesThat(ofOursBut(SEAM))
        .check(LIBRARY);
  }

  @Test
  void aSideOfTheSeamKnowsTheSeamOnly() {
    noClasses()
        .that()
        .resideInAPackage(NIO)
        .should()
        .dependOnClassesThat(ofOursBut(SEAM, NIO))
        .check(LIBRARY);
    noClasses()
        .that()
        .resideInAPackage(EPOLL)
        .should()
        .dependOnClassesThat(ofOursBut(SEAM, EPOLL))
        .check(LIBRARY);
    noClasses()
        .that()
        .resideInAPackage(SIM)
        .should()
        .dependOnClassesThat(ofOursBut(SEAM, SIM, WORLD, CHANCE))
        .check(LIBRARY);
    noClasses()
        .that()
        .resideInAPackage(WORLD)
        .should()
        .dependOnClassesThat(ofOursBut(WORLD, CHANCE))
        .check(LIBRARY);
    noClasses()
        .that()
        .resideInAPackage(CHANCE)
        .should()
        .dependOnClassesThat(ofOursBut(CHANCE))
        .check(LIBRARY);
  }

  @Test
  void theDispatcherKnowsTheSeamAndNoSideOfIt() {
    noClasses()
        .that()
        .resideInAPackage(DISPATCHER)
        .should()
        .dependOnClassesThat(ofOursBut(DISPATCHER, PART, SEAM))
        .check(LIBRARY);
    noClasses()
        .that()
        .resideInAPackage(PART)
        .should()
        .dependOnClassesThat(ofOursBut(PART))
        .check(LIBRARY);
  }

  @Test
  void tcpKnowsTheDispatcherAndTheSeamAndNoSideOfIt() {
    noClasses()
        .that()
        .resideInAPackage(NET + "..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(NIO, EPOLL, SIM + "..", KERNELS, PART)
        .check(LIBRARY);
  }

  @Test
  void whatStandsOnConnectionsIsNotKnownToThem() {
    noClasses()
        .that()
        .resideInAPackage(NET)
        .should()
        .dependOnClassesThat(ofOursBut(NET, ADDRESS, LAYER, NET_PART, UNIX, DISPATCHER, SEAM))
        .check(LIBRARY);
    noClasses()
        .that()
        .resideInAPackage(DATAGRAM)
        .should()
        .dependOnClassesThat(ofOursBut(DATAGRAM, NET, ADDRESS, DISPATCHER, SEAM))
        .check(LIBRARY);
    for (String room : Set.of(NET + ".drain", NET + ".host", NET + ".line", NET + ".relay")) {
      noClasses()
          .that()
          .resideInAPackage(room)
          .should()
          .dependOnClassesThat(
              ofOursBut(room, NET, NET_PART, ADDRESS, DATAGRAM, LAYER, DISPATCHER, SEAM))
          .check(LIBRARY);
    }
    noClasses()
        .that()
        .resideInAPackage(UNIX)
        .should()
        .dependOnClassesThat(ofOursBut(UNIX, SEAM))
        .check(LIBRARY);
    noClasses()
        .that()
        .resideInAPackage(NET_PART)
        .should()
        .dependOnClassesThat(ofOursBut(NET_PART, DISPATCHER))
        .check(LIBRARY);
    noClasses()
        .that()
        .resideInAPackage(ADDRESS)
        .should()
        .dependOnClassesThat(ofOursBut(ADDRESS, SEAM))
        .check(LIBRARY);
  }

  @Test
  void faultsAreRulesThenLayersThenWhatPutsThemOnConnections() {
    noClasses()
        .that()
        .resideInAPackage(FAULT_RULE)
        .should()
        .dependOnClassesThat(ofOursBut(FAULT_RULE, ADDRESS))
        .check(LIBRARY);
    noClasses()
        .that()
        .resideInAPackage(FAULT_LAYER)
        .should()
        .dependOnClassesThat(
            ofOursBut(FAULT_LAYER, FAULT_RULE, NET, ADDRESS, LAYER, DISPATCHER, SEAM))
        .check(LIBRARY);
    noClasses()
        .that()
        .resideInAPackage(FAULT)
        .should()
        .dependOnClassesThat(
            ofOursBut(
                FAULT, FAULT_LAYER, FAULT_RULE, NET, ADDRESS, DATAGRAM, LAYER, DISPATCHER, SEAM))
        .check(LIBRARY);
  }

  @Test
  void layersKnowTheDispatcherAndTheSeamAndNoConnection() {
    noClasses()
        .that()
        .resideInAPackage(LAYER)
        .should()
        .dependOnClassesThat(ofOursBut(LAYER, DISPATCHER, SEAM))
        .check(LIBRARY);
  }

  @Test
  void theKernelsOfRealSystemsAreNamedWhereOneIsChosenOnly() {
    noClasses()
        .that()
        .resideOutsideOfPackages(NIO, KERNELS)
        .should()
        .dependOnClassesThat()
        .areAssignableTo(NioKernel.class)
        .check(LIBRARY);
    noClasses()
        .that()
        .resideOutsideOfPackages(EPOLL, KERNELS)
        .should()
        .dependOnClassesThat()
        .areAssignableTo(EpollKernel.class)
        .check(LIBRARY);
  }

  @Test
  void whatChoosesAKernelKnowsTheSeamAndItsSidesOnly() {
    noClasses()
        .that()
        .resideInAPackage(KERNELS)
        .should()
        .dependOnClassesThat(ofOursBut(KERNELS, SEAM, NIO, EPOLL))
        .check(LIBRARY);
  }

  private static DescribedPredicate<JavaClass> ofOursBut(String... allowed) {
    Set<String> packages = Set.of(allowed);
    return DescribedPredicate.describe(
        "are of ours and in none of " + packages,
        other ->
            (other.getPackageName() + ".").startsWith("io.echod.")
                && !packages.contains(other.getPackageName()));
  }

  @Test
  void atRunTimeTheLibraryNeedsTheBaseOfTheJdkOnly() {
    Set<String> base = Object.class.getModule().getPackages();
    classes()
        .should()
        .onlyDependOnClassesThat(
            DescribedPredicate.describe(
                "are ours, in java.base, or an annotation of JSpecify",
                other -> isOfTheBase(other.getBaseComponentType(), base)))
        .check(LIBRARY);
  }

  private static boolean isOfTheBase(JavaClass other, Set<String> base) {
    String name = other.getPackageName();
    return other.isPrimitive()
        || base.contains(name)
        || name.equals("org.jspecify.annotations")
        || (name + ".").startsWith("io.echod.");
  }

  @Test
  void noPackagesFormACycle() {
    slices().matching("io.echod.(**)").should().beFreeOfCycles().check(LIBRARY);
  }
}
