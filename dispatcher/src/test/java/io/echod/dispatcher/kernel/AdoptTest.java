package io.echod.dispatcher.kernel;

import static io.echod.dispatcher.kernel.Ready.READ;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.IOException;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Connections that one kernel accepts and another serves. */
@ParameterizedClass
@EnumSource(names = {"EPOLL", "NIO", "SIM"})
final class AdoptTest extends KernelFixture {

  private final KernelSide side;
  private Kernel other;

  AdoptTest(KernelSide side) {
    super(side::open);
    this.side = side;
  }

  @BeforeEach
  void openOther() throws IOException {
    other = side.openBeside(kernel);
  }

  @AfterEach
  void closeOther() {
    other.close();
  }

  private StreamSource connected(ListeningSource listener) throws IOException {
    StreamSource client = kernel.connect(listener.localAddress());
    StreamPair.finishConnect(kernel, client);
    return client;
  }

  private AcceptedSocket accept(ListeningSource listener) throws IOException {
    StreamPair.require(kernel, listener, READ);
    return Objects.requireNonNull(listener.acceptSocket());
  }

  @Test
  void withoutAClientAcceptIsNull() throws IOException {
    assertThat(listen().acceptSocket()).isNull();
  }

  @Test
  void aConnectionIsServedByTheKernelThatAdoptsIt() throws IOException {
    ListeningSource listener = listen();
    StreamSource client = connected(listener);
    AcceptedSocket socket = accept(listener);
    assertThat(socket.remoteAddress()).isEqualTo(client.localAddress());
    StreamSource adopted = other.adopt(socket);
    assertThat(adopted.kernel()).isSameAs(other);
    assertThat(adopted.remoteAddress()).isEqualTo(client.localAddress());
    assertThat(adopted.localAddress()).isEqualTo(client.remoteAddress());
    send(client, "to the other");
    assertThat(StreamPair.receive(other, adopted, 12)).isEqualTo("to the other");
    StreamPair.send(other, adopted, "and back");
    assertThat(receive(client, 8)).isEqualTo("and back");
  }

  @Test
  void theKernelThatAdoptsItReportsItsReadiness() throws IOException {
    ListeningSource listener = listen();
    StreamSource client = connected(listener);
    StreamSource adopted = other.adopt(accept(listener));
    adopted.interest(READ);
    send(client, "x");
    StreamPair.require(other, adopted, READ);
    Ready found = new Ready();
    other.await(StreamPair.PATIENCE_NANOS, found);
    assertThat(found.size()).isOne();
    assertThat(found.source(0)).isSameAs(adopted);
    assertThat(found.reasons(0)).isEqualTo(READ);
  }

  @Test
  void aConnectionMayReturnToTheKernelThatHasAcceptedIt() throws IOException {
    ListeningSource listener = listen();
    StreamSource client = connected(listener);
    StreamSource adopted = kernel.adopt(accept(listener));
    adopted.interest(READ);
    send(client, "x");
    assertThat(awaitReady(adopted)).isEqualTo(READ);
  }

  @Test
  void itOutlivesTheKernelThatHasAcceptedIt() throws IOException {
    ListeningSource listener = listen();
    StreamSource client = connected(listener);
    StreamSource adopted = other.adopt(accept(listener));
    send(client, "last words");
    client.close();
    // The work that the kernel has yet to do for the close, as some do with the next wait.
    look(listener);
    kernel.close();
    assertThat(StreamPair.receive(other, adopted, 99)).isEqualTo("last words");
  }

  @Test
  void oneThatIsNotAdoptedIsEndedByItsClose() throws IOException {
    ListeningSource listener = listen();
    StreamSource client = connected(listener);
    AcceptedSocket socket = accept(listener);
    socket.close();
    socket.close();
    assertThat(receive(client, 1)).isEmpty();
    assertThatIllegalStateException().isThrownBy(() -> other.adopt(socket));
  }

  @Test
  void aCloseAfterTheAdoptionDoesNothing() throws IOException {
    ListeningSource listener = listen();
    StreamSource client = connected(listener);
    AcceptedSocket socket = accept(listener);
    StreamSource adopted = other.adopt(socket);
    socket.close();
    assertThatIllegalStateException().isThrownBy(() -> kernel.adopt(socket));
    send(client, "still there");
    assertThat(StreamPair.receive(other, adopted, 11)).isEqualTo("still there");
  }

  @Test
  void aConnectionOfAnotherKindIsRefused() {
    AcceptedSocket foreign = new ForeignSocket();
    assertThatIllegalArgumentException().isThrownBy(() -> kernel.adopt(foreign));
  }

  @Test
  void aClosedListenerHandsOutNone() throws IOException {
    ListeningSource listener = listen();
    listener.close();
    assertThatIOException().isThrownBy(listener::acceptSocket);
  }

  private static final class ForeignSocket extends AcceptedSocket {
    ForeignSocket() {
      super(StreamPair.anyPort());
    }

    @Override
    protected void release() {}
  }
}
