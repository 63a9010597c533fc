package io.echod.dispatcher.kernel;

import static io.echod.dispatcher.kernel.Ready.READ;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Bytes through an open stream. */
abstract class StreamContract extends KernelFixture {

  StreamContract(Kernel.Factory factory) {
    super(factory);
  }

  @Test
  void bytesArriveInBothDirections() throws IOException {
    StreamPair pair = pair();
    send(pair.client(), "to the server");
    send(pair.server(), "to the client");
    assertThat(receive(pair.server(), 13)).isEqualTo("to the server");
    assertThat(receive(pair.client(), 13)).isEqualTo("to the client");
  }

  @Test
  void aMegabyteInUnevenPiecesArrivesWholeAndInOrder() throws IOException {
    StreamPair pair = pair();
    byte[] sent = new byte[1 << 20];
    new Random(1).nextBytes(sent);
    ByteBuffer out = ByteBuffer.wrap(sent);
    ByteBuffer in = ByteBuffer.allocate(sent.length);
    for (int piece = 1; in.hasRemaining(); piece = piece % 30_011 * 3 + 1) {
      out.limit(Math.min(out.position() + piece, out.capacity()));
      pair.client().write(out);
      in.limit(Math.min(in.position() + piece / 2 + 1, in.capacity()));
      pair.server().read(in);
      in.limit(in.capacity());
    }
    assertThat(in.array()).isEqualTo(sent);
  }

  @Test
  void buffersAreUsedFromPositionToLimit() throws IOException {
    StreamPair pair = pair();
    ByteBuffer out = ISO_8859_1.encode("--abc--").position(2).limit(5);
    assertThat(pair.client().write(out)).isEqualTo(3);
    assertThat(out.position()).isEqualTo(5);
    require(pair.server(), READ);
    ByteBuffer in = ISO_8859_1.encode("-------").position(1).limit(6);
    assertThat(pair.server().read(in)).isEqualTo(3);
    assertThat(in.position()).isEqualTo(4);
    assertThat(ISO_8859_1.decode(in.clear()).toString()).isEqualTo("-abc---");
  }

  @Test
  void directBuffersAreAsGoodAsOthers() throws IOException {
    StreamPair pair = pair();
    ByteBuffer out = ByteBuffer.allocateDirect(5).put(ISO_8859_1.encode("bytes")).flip();
    assertThat(pair.client().write(out)).isEqualTo(5);
    require(pair.server(), READ);
    ByteBuffer in = ByteBuffer.allocateDirect(8);
    assertThat(pair.server().read(in)).isEqualTo(5);
    assertThat(ISO_8859_1.decode(in.flip()).toString()).isEqualTo("bytes");
  }

  @Test
  void aReadWithNothingThereReturnsZero() throws IOException {
    StreamPair pair = pair();
    assertThat(pair.server().read(ByteBuffer.allocate(8))).isZero();
  }

  @Test
  void aReadWithoutSpaceReturnsZeroAndConsumesNothing() throws IOException {
    StreamPair pair = pair();
    send(pair.client(), "x");
    require(pair.server(), READ);
    assertThat(pair.server().read(ByteBuffer.allocate(0))).isZero();
    assertThat(receive(pair.server(), 1)).isEqualTo("x");
  }

  @Test
  void aReadTakesNoMoreThanFits() throws IOException {
    StreamPair pair = pair();
    send(pair.client(), "abcde");
    assertThat(receive(pair.server(), 2)).isEqualTo("ab");
    assertThat(receive(pair.server(), 3)).isEqualTo("cde");
  }

  @Test
  void aWriteOfNothingReturnsZero() throws IOException {
    StreamPair pair = pair();
    assertThat(pair.client().write(ByteBuffer.allocate(0))).isZero();
    assertThat(kernel.poll(pair.server(), READ, 0)).isZero();
  }

  @Test
  void aFullStreamTakesNothingAndLosesNothing() throws IOException {
    StreamPair pair = pair();
    long written = StreamPair.fill(pair.client());
    assertThat(written).isPositive();
    ByteBuffer more = ISO_8859_1.encode("more");
    assertThat(pair.client().write(more)).isZero();
    assertThat(more.remaining()).isEqualTo(4);
    pair.client().shutdownOutput();
    long read = receive(pair.server(), Math.toIntExact(written + 1)).length();
    assertThat(read).isEqualTo(written);
  }

  @Test
  void bothEndsAgreeOnTheirAddresses() throws IOException {
    StreamPair pair = pair();
    assertThat(pair.client().localAddress()).isEqualTo(pair.server().remoteAddress());
    assertThat(pair.server().localAddress()).isEqualTo(pair.client().remoteAddress());
    assertThat(pair.client().localAddress()).isNotEqualTo(pair.server().localAddress());
  }

  @Test
  void optionsAreTaken() throws IOException {
    StreamPair pair = pair();
    pair.client().option(StandardSocketOptions.TCP_NODELAY, true);
    pair.client().option(StandardSocketOptions.SO_SNDBUF, 64 * 1024);
    send(pair.client(), "x");
    assertThat(receive(pair.server(), 1)).isEqualTo("x");
  }

  @Test
  void nothingCanBeDoneWithAClosedStream() throws IOException {
    StreamPair pair = pair();
    StreamSource closed = pair.client();
    closed.close();
    assertThatIOException().isThrownBy(() -> closed.read(ByteBuffer.allocate(1)));
    assertThatIOException().isThrownBy(() -> closed.write(ByteBuffer.allocate(1)));
    assertThatIOException().isThrownBy(closed::shutdownOutput);
    assertThatIOException()
        .isThrownBy(() -> closed.option(StandardSocketOptions.TCP_NODELAY, true));
  }

  @Test
  void aStreamKnowsItsKernel() throws IOException {
    StreamPair pair = pair();
    assertThat(pair.client().kernel()).isSameAs(kernel);
    assertThat(pair.server().kernel()).isSameAs(kernel);
  }
}
