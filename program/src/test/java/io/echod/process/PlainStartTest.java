package io.echod.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.echod.fixture.EchoClient;
import io.echod.fixture.EchodProcess;
import io.echod.fixture.Launch;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A plain server has nothing to do with TLS, nor with files of settings. */
class PlainStartTest {

  private static final List<String> OF_OTHERS =
      List.of(
          "io.echod.tls.",
          "io.echod.server.tls.ListenerTls",
          "io.echod.cli.config.",
          "io.echod.net.layer.ProxyReader",
          "tlschannel.",
          "javax.net.ssl.",
          "org.tomlj.",
          "org.antlr.");

  @TempDir private Path directory;

  @Test
  void loadsNoClassOfThem() throws Exception {
    Path log = directory.resolve("classes");
    Launch logging = Launch.DEFAULT.withJvmFlags("-Xlog:class+load:file=" + log);
    try (EchodProcess echod = EchodProcess.serve(logging);
        EchoClient client = EchoClient.connect(echod.address())) {
      client.echo("hello");
      client.leave();
      echod.signal("TERM");
      assertThat(echod.exitCode()).isZero();
    }
    assertThat(Files.readAllLines(log))
        .isNotEmpty()
        .noneMatch(line -> OF_OTHERS.stream().anyMatch(line::contains));
  }
}
