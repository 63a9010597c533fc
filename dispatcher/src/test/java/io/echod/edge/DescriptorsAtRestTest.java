package io.echod.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.echod.dispatcher.Dispatcher;
import io.echod.dispatcher.kernel.KernelSide;
import io.echod.dispatcher.kernel.StreamPair;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** A dispatcher that does not monitor keeps no descriptor of a source that is closed. */
@ParameterizedClass
@EnumSource(names = {"EPOLL", "NIO"})
final class DescriptorsAtRestTest {

  private final Dispatcher dispatcher;
  private StreamPair pair;
  private Set<String> sockets;

  DescriptorsAtRestTest(KernelSide side) throws IOException {
    dispatcher = new Dispatcher(side.open());
  }

  @BeforeEach
  void open() throws IOException {
    // With the first, the JDK opens sockets of its own.
    StreamPair.open(dispatcher.kernel()).client().close();
    Set<String> before = Descriptors.sockets();
    pair = StreamPair.open(dispatcher.kernel());
    sockets = Descriptors.sockets();
    sockets.removeAll(before);
    assertThat(sockets).hasSize(2);
  }

  @AfterEach
  void close() {
    dispatcher.close();
  }

  private void closeBoth() {
    pair.client().close();
    pair.server().close();
  }

  private void assertReturned() throws IOException {
    assertThat(Descriptors.sockets()).doesNotContainAnyElementsOf(sockets);
  }

  @Test
  void aSourceThatTheLastCallbackClosesLeavesNone() throws IOException {
    dispatcher.after(Duration.ZERO, (_, _) -> closeBoth());
    assertThat(dispatcher.monitor()).isFalse();
    assertReturned();
  }

  @Test
  void norDoesOneThatIsClosedBeforeADispatcherThatHasNothingToMonitor() throws IOException {
    closeBoth();
    assertThat(dispatcher.monitor()).isFalse();
    assertReturned();
  }

  @Test
  void norDoesOneThatIsClosedInATurnThatDoesNotWait() throws IOException {
    dispatcher.after(Duration.ofDays(1), (_, _) -> {});
    dispatcher.post(this::closeBoth);
    assertThat(dispatcher.monitor(Duration.ZERO)).isTrue();
    assertReturned();
  }
}
