package io.echod.dispatcher.kernel.epoll;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.echod.dispatcher.kernel.ListenOptions;
import io.echod.dispatcher.kernel.ListeningSource;
import io.echod.dispatcher.kernel.Ready;
import io.echod.dispatcher.kernel.StreamPair;
import io.echod.dispatcher.kernel.StreamSource;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Events that could be missed where the system reports readiness once, and memory. */
@Timeout(30)
final class EpollEdgesTest {

  private static final long SECOND = 1_000_000_000;

  private final EpollKernel kernel;
  private final Ready ready = new Ready();
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(1024);
  private final Socket peer;
  private final StreamSource server;

  EpollEdgesTest() throws IOException {
    kernel = new EpollKernel();
    ListeningSource listener = kernel.listen(StreamPair.anyPort(), ListenOptions.DEFAULT);
    InetSocketAddress address = (InetSocketAddress) listener.localAddress();
    peer = new Socket(address.getAddress(), address.getPort());
    server = Objects.requireNonNull(listener.accept());
    server.interest(Ready.READ);
  }

  @AfterEach
  void close() throws IOException {
    peer.close();
    kernel.close();
  }

  private void send(String text) throws IOException {
    peer.getOutputStream().write(text.getBytes(US_ASCII));
  }

  private int await() throws IOException {
    ready.clear();
    kernel.await(SECOND, ready);
    return ready.size() == 0 ? 0 : ready.reasons(0);
  }

  private String read() throws IOException {
    buffer.clear();
    int count = server.read(buffer);
    byte[] bytes = new byte[Math.max(0, count)];
    buffer.flip().get(bytes);
    return count == StreamSource.END ? "END" : new String(bytes, US_ASCII);
  }

  @Test
  void anEndThatCameWithTheLastBytesIsReportedAfterThem() throws IOException {
    send("last");
    peer.shutdownOutput();
    kernel.poll(server, Ready.READ, SECOND);
    assertThat(await()).isEqualTo(Ready.READ);
    assertThat(read()).isEqualTo("last");
    assertThat(await()).isEqualTo(Ready.READ);
    assertThat(read()).isEqualTo("END");
    assertThat(await()).isEqualTo(Ready.READ);
  }

  @Test
  void anEndThatComesBetweenReportAndReadIsReported() throws IOException {
    send("last");
    assertThat(await()).isEqualTo(Ready.READ);
    peer.shutdownOutput();
    assertThat(read()).isEqualTo("last");
    assertThat(await()).isEqualTo(Ready.READ);
    assertThat(read()).isEqualTo("END");
  }

  @Test
  void whatLiesBehindAnUrgentByteIsReported() throws IOException {
    send("before");
    peer.sendUrgentData('!');
    send("behind");
    assertThat(await()).isEqualTo(Ready.READ);
    assertThat(read()).isEqualTo("before");
    assertThat(await()).isEqualTo(Ready.READ);
    assertThat(read()).isEqualTo("behind");
  }

  @Test
  void thatIsSoWhereTheUrgentByteWasReadUnasked() throws IOException {
    send("before");
    peer.sendUrgentData('!');
    send("behind");
    kernel.poll(server, Ready.READ, SECOND);
    while (server.readUrgent() != '!') {
      Thread.onSpinWait();
    }
    assertThat(await()).isEqualTo(Ready.READ);
    assertThat(read()).isEqualTo("before");
    assertThat(await()).isEqualTo(Ready.READ);
    assertThat(read()).isEqualTo("behind");
  }

  @Test
  void whatWasNotReadIsReportedWhenItIsAskedForAgain() throws IOException {
    send("unread");
    assertThat(await()).isEqualTo(Ready.READ);
    server.interest(0);
    ready.clear();
    kernel.await(0, ready);
    assertThat(ready.size()).isZero();
    server.interest(Ready.READ);
    assertThat(await()).isEqualTo(Ready.READ);
    server.interest(0);
    server.interest(Ready.READ);
    assertThat(await()).isEqualTo(Ready.READ);
    assertThat(read()).isEqualTo("unread");
  }

  @Test
  void roomToWriteIsReportedAsLongAsThereIsSomeAndAgainWhenItComesBack() throws IOException {
    server.interest(Ready.WRITE);
    assertThat(await()).isEqualTo(Ready.WRITE);
    assertThat(await()).isEqualTo(Ready.WRITE);
    ByteBuffer much = ByteBuffer.allocateDirect(1 << 20);
    long sent = 0;
    for (int count = server.write(much); count > 0; count = server.write(much.clear())) {
      sent += count;
    }
    ready.clear();
    kernel.await(0, ready);
    assertThat(ready.size()).isZero();
    peer.getInputStream().skipNBytes(sent);
    assertThat(await()).isEqualTo(Ready.WRITE);
  }

  @Test
  void aBufferThatMayNotBeWrittenToIsRefused() throws IOException {
    send("x");
    await();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> server.read(buffer.asReadOnlyBuffer()))
        .withMessageContaining("read-only");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> server.read(ByteBuffer.allocate(1).asReadOnlyBuffer()));
    assertThat(read()).isEqualTo("x");
  }

  @Test
  void aBufferWhoseMemoryIsGoneIsRefused() throws IOException {
    send("xy");
    await();
    ByteBuffer gone;
    try (Arena arena = Arena.ofConfined()) {
      gone = arena.allocate(1).asByteBuffer();
      server.read(gone);
    }
    gone.clear();
    assertThatIllegalStateException().isThrownBy(() -> server.read(gone));
    assertThat(read()).isEqualTo("y");
  }
}
