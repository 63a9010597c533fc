package io.echod.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.echod.fixture.Await;
import io.echod.fixture.EchodProcess;
import io.echod.fixture.Launch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SimulateTest {

  /** Of 25 seeds, as the launcher starts the program. */
  private static String usualHash = "";

  @Test
  void freshSeedsPass() throws Exception {
    try (EchodProcess echod = EchodProcess.run(Launch.DEFAULT, "simulate", "--seeds=5")) {
      assertThat(echod.exitCode()).as(echod::output).isZero();
      assertThat(echod.output())
          .matches(
              """
              Simulating 5 seeds from [0-9]{13} on
              5 seeds passed in [0-9.]+ s, [0-9]+ per second; hash [0-9a-f]{16}
              """);
      assertThat(echod.errors()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-Duser.language=tr -Duser.country=TR -Duser.timezone=Asia/Kathmandu",
        "-Dfile.encoding=ISO-8859-1 -Dstdout.encoding=ISO-8859-1",
        "-XX:-UseSerialGC -XX:+UseParallelGC -XX:-UseCompactObjectHeaders"
            + " -XX:ActiveProcessorCount=1",
        "-XX:TieredStopAtLevel=4",
        "-XX:+UnlockExperimentalVMOptions -XX:hashCode=2"
      })
  void theVirtualMachineMakesNoDifference(String flags) throws Exception {
    if (usualHash.isEmpty()) {
      usualHash = hash(Launch.DEFAULT, 25);
    }
    assertThat(hash(Launch.DEFAULT.withJvmFlags(flags.split(" ", -1)), 25)).isEqualTo(usualHash);
  }

  @Test
  void anInterpreterMakesNoDifference() throws Exception {
    assertThat(hash(Launch.DEFAULT.withJvmFlags("-Xint"), 3)).isEqualTo(hash(Launch.DEFAULT, 3));
  }

  @Test
  void everyStepOfASeedIsTheSameToTheByte() throws Exception {
    String once = output(Launch.DEFAULT, "simulate", "--seed=7", "--trace");
    Launch other = Launch.DEFAULT.withJvmFlags("-Duser.language=ar", "-XX:TieredStopAtLevel=4");
    assertThat(output(other, "simulate", "--seed=7", "--trace")).isEqualTo(once);
    assertThat(once.lines()).hasSizeGreaterThan(10);
  }

  @Test
  void anInterruptReportsHowFarItGot() throws Exception {
    try (EchodProcess echod = EchodProcess.run(Launch.DEFAULT, "simulate", "--seeds=999999999")) {
      Await.until("the first line", () -> echod.output().endsWith(" on\n"));
      echod.signal("INT");
      assertThat(echod.exitCode()).isOne();
      assertThat(echod.output())
          .containsPattern("Interrupted: [0-9]+ of 999999999 seeds passed in [0-9.]+ s");
    }
  }

  private static String hash(Launch launch, int seeds) throws Exception {
    String output = output(launch, "simulate", "--seed=0", "--seeds=" + seeds);
    return output.strip().substring(output.strip().lastIndexOf(' '));
  }

  private static String output(Launch launch, String... arguments) throws Exception {
    try (EchodProcess echod = EchodProcess.run(launch, arguments)) {
      assertThat(echod.exitCode()).as(echod::errors).isZero();
      return echod.output();
    }
  }
}
