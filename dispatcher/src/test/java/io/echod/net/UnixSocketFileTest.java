package io.echod.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.echod.dispatcher.Dispatcher;
import io.echod.dispatcher.kernel.nio.NioKernel;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Files that are sockets, but not ours to replace. */
@Timeout(30)
class UnixSocketFileTest {

  @TempDir private Path directory;

  @Test
  void aDatagramSocketInUseIsNotTouched() throws Exception {
    Path path = directory.resolve("socket");
    Process owner =
        new ProcessBuilder("socat", "UNIX-RECV:" + path, "/dev/null").inheritIO().start();
    try (Dispatcher dispatcher = new Dispatcher(new NioKernel())) {
      while (!Files.exists(path) && owner.isAlive()) {
        Thread.onSpinWait();
      }

      assertThatThrownBy(() ->
              Listener.listen(
                  dispatcher, UnixDomainSocketAddress.of(path), ListenerOptions.DEFAULT))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("in use");
      assertThat(path).exists();
    } finally {
      owner.destroy();
      assertThat(owner.waitFor(10, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void whereAnotherProcessIsOpeningItThatIsSaid() throws Exception {
    Path path = directory.resolve("socket");
    long pid = ProcessHandle.current().pid();
    Files.writeString(directory.resolve("socket.lock"), Long.toString(pid));
    try (Dispatcher dispatcher = new Dispatcher(new NioKernel())) {
      assertThatThrownBy(() ->
              Listener.listen(
                  dispatcher, UnixDomainSocketAddress.of(path), ListenerOptions.DEFAULT))
          .isInstanceOf(IOException.class)
          .hasMessageContainingAll("process " + pid, "socket.lock");
    }
    assertThat(path).doesNotExist();
    assertThat(directory.resolve("socket.lock")).exists();
  }
}
