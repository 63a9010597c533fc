package io.echod.dispatcher;

import static io.echod.dispatcher.Reason.READ;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.echod.dispatcher.kernel.Kernel;
import io.echod.dispatcher.kernel.StreamPair;
import io.echod.dispatcher.kernel.epoll.EpollKernel;
import io.echod.dispatcher.kernel.nio.NioKernel;
import io.echod.dispatcher.kernel.sim.SimNetwork;
import io.echod.dispatcher.kernel.sim.chance.SimOptions;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two dispatchers on one thread, of which one is monitored within a callback of the other. */
@Timeout(30)
final class TwoDispatchersTest {

  private final List<String> diary = new ArrayList<>();

  private static List<Kernel> kernels(String name) throws IOException {
    return switch (name) {
      case "epoll" -> List.of(new EpollKernel(), new EpollKernel());
      case "nio" -> List.of(new NioKernel(), new NioKernel());
      default -> {
        SimNetwork network = new SimNetwork(SimOptions.calm(1));
        yield List.of(network.openKernel(), network.openKernel());
      }
    };
  }

  @ParameterizedTest
  @ValueSource(strings = {"epoll", "nio", "sim"})
  void theInnerOneServesItsOwnAndTheOuterOneGoesOn(String name) throws IOException {
    List<Kernel> kernels = kernels(name);
    try (Dispatcher outer = new Dispatcher(kernels.get(0));
        Dispatcher inner = new Dispatcher(kernels.get(1))) {
      StreamPair pair = StreamPair.open(kernels.get(1));
      Endpoint server = pair::server;
      inner.onIo(
          server,
          READ,
          (callback, _) -> {
            diary.add("inner");
            callback.cancel();
            outer.defer(() -> diary.add("deferred to the outer one"));
          });
      outer.after(
          Duration.ZERO,
          (_, _) -> {
            StreamPair.send(kernels.get(1), pair.client(), "x");
            assertThat(inner.monitor()).isFalse();
            diary.add("outer");
          });
      outer.after(Duration.ofMillis(1), (_, _) -> diary.add("timer of the outer one"));
      assertThat(outer.monitor()).isFalse();
    }
    assertThat(diary)
        .containsExactly("inner", "outer", "deferred to the outer one", "timer of the outer one");
  }

  /** Their threads may differ: what belongs to one is not the other's to change or to look at. */
  @ParameterizedTest
  @ValueSource(strings = {"epoll", "nio", "sim"})
  void anEndpointOfOneIsRefusedByTheOther(String name) throws IOException {
    List<Kernel> kernels = kernels(name);
    try (Dispatcher one = new Dispatcher(kernels.get(0));
        Dispatcher other = new Dispatcher(kernels.get(1))) {
      StreamPair pair = StreamPair.open(kernels.get(0));
      Endpoint server = pair::server;
      Callback callback = one.onIo(server, READ, (_, _) -> {});
      for (ThrowingCallable call :
          List.<ThrowingCallable>of(
              () -> other.cancelAll(server),
              () -> other.release(server, READ),
              () -> other.isHeld(server, READ),
              () -> other.isAwaited(server, READ),
              () -> other.isWatched(server),
              () -> other.isPaused(server, READ))) {
        assertThatThrownBy(call)
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessageEndingWith("belongs to another dispatcher");
      }
      assertThat(callback.isRegistered()).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"epoll", "nio", "sim"})
  void anInterruptEndsBoth(String name) throws IOException {
    List<Kernel> kernels = kernels(name);
    try (Dispatcher outer = new Dispatcher(kernels.get(0));
        Dispatcher inner = new Dispatcher(kernels.get(1))) {
      inner.every(Duration.ofHours(1), Duration.ofHours(1), (_, _) -> diary.add("never"));
      outer.every(
          Duration.ZERO,
          Duration.ofHours(1),
          (_, _) -> {
            Thread.currentThread().interrupt();
            assertThat(inner.monitor()).isTrue();
            diary.add("inner ended");
          });
      assertThat(outer.monitor()).isTrue();
    } finally {
      assertThat(Thread.interrupted()).isTrue();
    }
    assertThat(diary).containsExactly("inner ended");
  }

  @ParameterizedTest
  @ValueSource(strings = {"epoll", "nio", "sim"})
  void theInnerOneMayCloseTheOuterOne(String name) throws IOException {
    List<Kernel> kernels = kernels(name);
    try (Dispatcher outer = new Dispatcher(kernels.get(0));
        Dispatcher inner = new Dispatcher(kernels.get(1))) {
      outer.after(
          Duration.ZERO,
          (_, _) -> {
            Runnable closing = outer::close;
            inner.after(Duration.ZERO, (_, _) -> closing.run());
            assertThat(inner.monitor()).isFalse();
            assertThat(outer.isClosed()).isTrue();
            diary.add("outer");
          });
      outer.after(Duration.ofHours(1), (_, _) -> diary.add("never"));
      assertThat(outer.monitor()).isFalse();
    }
    assertThat(diary).containsExactly("outer");
  }
}
