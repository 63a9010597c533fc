package io.echod.dispatcher.kernel;

import static io.echod.dispatcher.kernel.Ready.READ;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

/** How streams end: cleanly, by halves, by a reset. */
abstract class StreamEndContract extends KernelFixture {

  StreamEndContract(Kernel.Factory factory) {
    super(factory);
  }

  private static int read(StreamSource from) throws IOException {
    return from.read(ByteBuffer.allocate(8));
  }

  @Test
  void allThatWasWrittenBeforeTheEndIsReadBeforeTheEnd() throws IOException {
    StreamPair pair = pair();
    send(pair.client(), "last words");
    pair.client().shutdownOutput();
    assertThat(receive(pair.server(), 99)).isEqualTo("last words");
  }

  @Test
  void theEndIsReadThenAndEverAfter() throws IOException {
    StreamPair pair = pair();
    pair.client().shutdownOutput();
    require(pair.server(), READ);
    assertThat(read(pair.server())).isEqualTo(StreamSource.END);
    assertThat(read(pair.server())).isEqualTo(StreamSource.END);
    pair.client().close();
    assertThat(read(pair.server())).isEqualTo(StreamSource.END);
  }

  @Test
  void theOtherDirectionOutlivesTheEndOfOne() throws IOException {
    StreamPair pair = pair();
    pair.client().shutdownOutput();
    assertThat(receive(pair.server(), 1)).isEmpty();
    send(pair.server(), "still here");
    assertThat(receive(pair.client(), 10)).isEqualTo("still here");
    pair.server().shutdownOutput();
    assertThat(receive(pair.client(), 1)).isEmpty();
  }

  @Test
  void theOutputEndsOnceHoweverOften() throws IOException {
    StreamPair pair = pair();
    pair.client().shutdownOutput();
    pair.client().shutdownOutput();
    assertThat(receive(pair.server(), 1)).isEmpty();
    pair.client().shutdownOutput();
    assertThat(pair.client().isOpen()).isTrue();
    send(pair.server(), "x");
    assertThat(receive(pair.client(), 1)).isEqualTo("x");
  }

  @Test
  void nothingIsWrittenBehindTheEndOfTheOutput() throws IOException {
    StreamPair pair = pair();
    pair.client().shutdownOutput();
    assertThatIOException().isThrownBy(() -> pair.client().write(ByteBuffer.allocate(1)));
    assertThat(pair.client().isOpen()).isTrue();
  }

  @Test
  void aCloseEndsTheOutput() throws IOException {
    StreamPair pair = pair();
    send(pair.client(), "bye");
    pair.client().close();
    assertThat(receive(pair.server(), 99)).isEqualTo("bye");
    assertThat(read(pair.server())).isEqualTo(StreamSource.END);
  }

  @Test
  void anAbortClosesAtOnce() throws IOException {
    StreamPair pair = pair();
    pair.client().abort();
    assertThat(pair.client().isOpen()).isFalse();
    pair.client().abort();
    pair.client().close();
  }

  @Test
  void afterAnAbortThePeersReadThrows() throws IOException {
    StreamPair pair = pair();
    pair.client().abort();
    require(pair.server(), READ);
    assertThatIOException().isThrownBy(() -> read(pair.server()));
    assertThat(pair.server().isOpen()).isTrue();
  }

  @Test
  void afterAnAbortThePeersWriteThrows() throws IOException {
    StreamPair pair = pair();
    pair.client().abort();
    require(pair.server(), READ);
    assertThatIOException().isThrownBy(() -> pair.server().write(ByteBuffer.allocate(1)));
    assertThat(pair.server().isOpen()).isTrue();
  }

  @Test
  void anAbortIsReadAsAFailureAndNotAsAnEnd() throws IOException {
    StreamPair pair = pair();
    send(pair.client(), "lost");
    pair.client().abort();
    require(pair.server(), READ);
    assertThatIOException().isThrownBy(() -> receive(pair.server(), 99));
  }

  @Test
  void aWriteToAPeerThatIsGoneThrowsSoonerOrLater() throws IOException {
    StreamPair pair = pair();
    pair.client().close();
    require(pair.server(), READ);
    assertThatIOException()
        .isThrownBy(() -> {
          while (true) {
            send(pair.server(), "is anybody there?");
          }
        });
  }

  @Test
  void bothEndsMayCloseAtTheSameTime() throws IOException {
    StreamPair pair = pair();
    pair.client().shutdownOutput();
    pair.server().shutdownOutput();
    assertThat(receive(pair.server(), 1)).isEmpty();
    assertThat(receive(pair.client(), 1)).isEmpty();
  }
}
