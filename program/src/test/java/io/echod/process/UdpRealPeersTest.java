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

/** Programs that others wrote, over UDP. */
class UdpRealPeersTest {

  @TempDir Path directory;

  private EchodProcess echod;

  @BeforeEach
  void serve() throws Exception {
    echod = EchodProcess.run(Launch.DEFAULT, "serve", "--listen=udp://127.0.0.1:0");
    echod.awaitListening(1);
  }

  @AfterEach
  void stop() throws Exception {
    echod.close();
  }

  @ParameterizedTest
  @CsvSource({"ncat, ncat -u 127.0.0.1 $port", "socat, socat -t 60 - UDP4:127.0.0.1:$port"})
  void linesComeBackOneByOne(String program, String client) throws Exception {
    Shell.assumeInstalled(program);
    // The next line is sent only when the one before has come back.
    String script =
        """
        mkfifo lines
        : >answers
        %s <lines >answers &
        client=$!
        exec 3>lines
        for number in 1 2 3 4 5; do
          echo "line $number" >&3
          until [ "$(wc -l <answers)" = "$number" ]; do :; done
        done
        kill $client
        seq -f 'line %%g' 5 | cmp - answers
        """
            .formatted(client);
    assertThat(Shell.run(directory, "port=" + port() + "\n" + script))
        .isEqualTo(new Shell.Result(0, "", ""));
    assertEndsWith("over UDP: 5 datagrams, 5 echoed, 0 refused, 0 over the rate, 0 dropped");
  }

  @Test
  void aPrivilegedPortIsNotAnswered() throws Exception {
    Shell.assumeInstalled("socat");
    String script =
        """
        echo forged | socat -u - UDP4:127.0.0.1:$port,sourceport=19,bind=127.0.0.1
        echo plain | socat -t 60 - UDP4:127.0.0.1:$port,readbytes=6
        """;
    assertThat(Shell.run(directory, "port=" + port() + "\n" + script).output())
        .isEqualTo("plain\n");
    assertEndsWith("2 datagrams, 1 echoed, 1 refused");
  }

  private int port() {
    return echod.address().getPort();
  }

  private void assertEndsWith(String words) throws Exception {
    echod.signal("TERM");
    assertThat(echod.exitCode()).isZero();
    assertThat(echod.errors()).contains(words);
  }
}
