package io.echod.dispatcher.kernels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.echod.dispatcher.Dispatcher;
import io.echod.dispatcher.kernel.Kernel;
import io.echod.dispatcher.kernel.epoll.EpollKernel;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class KernelsTest {

  @Test
  void theBestIsEpollWhereThatIsForTheSystem() throws IOException {
    String expected = EpollKernel.isForThisSystem() ? "epoll" : "nio";
    try (Dispatcher dispatcher = new Dispatcher(Kernels.best())) {
      assertThat(dispatcher.kernel().name()).isEqualTo(expected);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"epoll", "nio"})
  void eachIsFoundByItsName(String name) throws IOException {
    try (Kernel first = Kernels.named(name).open();
        Kernel second = Kernels.named(name).open()) {
      assertThat(first.name()).isEqualTo(name);
      assertThat(second).isNotSameAs(first);
    }
  }

  @Test
  void aNameThatIsNoneIsRefusedWithThoseThatAre() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Kernels.named("kqueue"))
        .withMessage("'kqueue' is not a kernel; there are epoll, nio");
  }
}
