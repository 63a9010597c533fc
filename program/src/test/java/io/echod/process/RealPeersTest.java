package io.echod.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.echod.fixture.EchodProcess;
import io.echod.fixture.Launch;
import io.echod.fixture.Shell;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Programs that others wrote; each ends its output when its input ends, and reads to the end. */
class RealPeersTest {

  @TempDir Path directory;

  private EchodProcess echod;

  @BeforeEach
  void serve() throws Exception {
    echod = EchodProcess.serve(Launch.DEFAULT, "--bind=127.0.0.1,::1");
    echod.awaitListening(2);
  }

  @AfterEach
  void stop() throws Exception {
    echod.signal("TERM");
    int exitCode = echod.exitCode();
    String errors = echod.errors();
    echod.close();
    assertThat(exitCode).as("exit code, of a server that says: " + errors).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "ncat, ncat 127.0.0.1 $port",
    "ncat, ncat ::1 $port",
    "socat, socat -t 60 - TCP4:127.0.0.1:$port",
    "socat, socat -t 60 - TCP6:[::1]:$port"
  })
  void twentyMegabytesComeBack(String program, String client) throws Exception {
    Shell.assumeInstalled(program);
    assertSucceeds(
        """
        head -c 20000000 /dev/urandom >sent
        %s <sent >received
        cmp sent received
        """
            .formatted(client));
  }

  @ParameterizedTest
  @CsvSource({"ncat, ncat 127.0.0.1 $port", "socat, socat -t 60 - TCP4:127.0.0.1:$port"})
  void linesComeBackOneByOne(String program, String client) throws Exception {
    Shell.assumeInstalled(program);
    // The next line is sent only when the one before has come back.
    assertSucceeds(
        """
        mkfifo lines
        %s <lines | {
          exec 3>lines
          for number in 1 2 3 4 5; do
            echo "line $number" >&3
            read -r line
            [ "$line" = "line $number" ]
          done
          exec 3>&-
          [ -z "$(cat)" ]
        }
        """
            .formatted(client));
  }

  @Test
  void nothingSentIsNothingBack() throws Exception {
    Shell.assumeInstalled("ncat");
    assertSucceeds("[ -z \"$(ncat 127.0.0.1 $port </dev/null)\" ]");
  }

  @Test
  void manyAtOnceGetTheirOwn() throws Exception {
    Shell.assumeInstalled("ncat");
    assertSucceeds(
        """
        for number in 1 2 3 4 5 6 7 8; do
          head -c 2000000 /dev/urandom >sent.$number
          ncat 127.0.0.1 $port <sent.$number >received.$number &
        done
        wait
        for number in 1 2 3 4 5 6 7 8; do
          cmp sent.$number received.$number
        done
        """);
  }

  private void assertSucceeds(String script) throws Exception {
    Shell.Result result = Shell.run(directory, "port=" + echod.address().getPort() + "\n" + script);
    assertThat(result).isEqualTo(new Shell.Result(0, "", ""));
  }
}
