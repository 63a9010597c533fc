package io.echod.simulate.canary;

import static org.assertj.core.api.Assertions.assertThat;

/** Plants bugs, and has the simulation look for them. */
final class Canary {

  private Canary() {}

  /** Fails unless the simulation finds a bug; returns how the first seed failed. */
  static String find(PlantedBug bug, String how) throws ReflectiveOperationException {
    PlantedClasses classes = new PlantedClasses(bug);
    String found = run(classes, how, bug.seedsMax());
    assertThat(classes.done())
        .as("changes made")
        .containsExactlyInAnyOrderElementsOf(bug.changes());
    assertThat(found)
        .as("what was found of %d seeds", bug.seedsMax())
        .isNotEmpty()
        // A bug that can't be loaded is none that was found.
        .doesNotContain("NoClassDefFoundError", "NoSuch", "IllegalAccess", "VerifyError");
    return found;
  }

  /** The outcome of a method of {@link CanaryRun} with nothing planted. */
  static String findNothing(String how, int seeds) throws ReflectiveOperationException {
    return run(new PlantedClasses(PlantedBug.of("none", 0)), how, seeds);
  }

  private static String run(PlantedClasses classes, String how, int seeds)
      throws ReflectiveOperationException {
    return (String)
        classes.loadClass(CanaryRun.class.getName()).getMethod(how, int.class).invoke(null, seeds);
  }
}
