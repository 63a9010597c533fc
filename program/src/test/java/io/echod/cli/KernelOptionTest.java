package io.echod.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.echod.dispatcher.kernel.Kernel;
import io.echod.dispatcher.kernel.epoll.EpollKernel;
import java.io.IOException;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class KernelOptionTest {

  private static String chosenBy(String... arguments) throws IOException {
    KernelOption option = new KernelOption();
    new CommandLine(new Options(option)).parseArgs(arguments);
    try (Kernel kernel = option.factory().open()) {
      return kernel.name();
    }
  }

  @CommandLine.Command
  private static final class Options {
    @CommandLine.Mixin private final KernelOption kernel;

    Options(KernelOption kernel) {
      this.kernel = kernel;
    }
  }

  @Test
  void nioWorksEverywhere() throws IOException {
    assertThat(chosenBy("--kernel", "nio")).isEqualTo("nio");
  }

  @Test
  void epollIsChosenByItselfWhereItWorks() throws IOException {
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
