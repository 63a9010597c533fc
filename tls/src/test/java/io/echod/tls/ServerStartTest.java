package io.echod.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The files that a server of TLS reads to start. */
final class ServerStartTest {

  @TempDir private Path directory;

  /** It takes a while to read, and may be broken. */
  @Test
  void theAuthoritiesOfTheJdkAreNotReadWhereNoClientIsAsked() throws Exception {
    Path broken = Files.writeString(directory.resolve("cacerts"), "no store");
    Identity identity = Identity.selfSigned(List.of("localhost"));
    String before = System.setProperty("javax.net.ssl.trustStore", broken.toString());
    try {
      assertThatThrownBy(() -> Contexts.trusting(List.of()))
          .as("a manager of trust that reads it")
          .isInstanceOf(IllegalStateException.class);
      assertThat(new ServerTls(ServerTls.Credentials.of(identity), TlsOptions.DEFAULT)).isNotNull();
    } finally {
      if (before == null) {
        System.clearProperty("javax.net.ssl.trustStore");
      } else {
        System.setProperty("javax.net.ssl.trustStore", before);
      }
    }
  }
}
