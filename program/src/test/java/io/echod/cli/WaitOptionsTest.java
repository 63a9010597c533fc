package io.echod.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.echod.dispatcher.kernel.Kernel;
import io.echod.dispatcher.kernel.epoll.EpollKernel;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

class WaitOptionsTest {

  private static String chosenBy(String... arguments) throws IOException {
    ServeOptions options = new ServeOptions();
    new CommandLine(CommandSpec.create().addMixin("serve", CommandSpec.forAnnotatedObject(options)))
        .registerConverter(Duration.class, Spans::parse)
        .parseArgs(arguments);
    try (Kernel kernel = options.kernels().open()) {
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
