package io.echod.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.echod.cli.command.KernelChooser;
import io.echod.dispatcher.kernel.Kernel;
import io.echod.dispatcher.kernel.epoll.EpollKernel;
import io.echod.server.setting.KernelChoice;
import io.echod.server.setting.ServerSettings;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

class KernelChooserTest {

  private static String chosenBy(String... arguments) throws IOException {
    KernelChoice choice = Parsed.of(Map.of(), arguments).get(ServerSettings.KERNEL);
    try (Kernel kernel = KernelChooser.kernels(choice).open()) {
      return kernel.name();
    }
  }

  @Test
  void nioWorksEverywhere() throws IOException {
    assertThat(chosenBy("--kernel", "nio")).isEqualTo("nio");
  }

  @Test
  void autoIsTheDefaultAndIsEpollWhereThatWorks() throws IOException {
    Assumptions.assumeTrue(EpollKernel.isForThisSystem());
    assertThat(chosenBy()).isEqualTo("epoll");
    assertThat(chosenBy("--kernel", "auto")).isEqualTo("epoll");
    assertThat(chosenBy("--kernel=epoll")).isEqualTo("epoll");
  }

  @Test
  void anotherKernelIsRefusedWithThoseThereAre() {
    CommandLineRun run = CommandLineRun.of("serve", "--kernel", "kqueue");
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.errors())
        .contains("--kernel: 'kqueue' is not a kernel; there are auto, nio, epoll");
  }
}
