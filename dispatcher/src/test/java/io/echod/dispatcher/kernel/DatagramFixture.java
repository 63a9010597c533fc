package io.echod.dispatcher.kernel;

import static io.echod.dispatcher.kernel.Ready.READ;
import static io.echod.dispatcher.kernel.Ready.WRITE;
import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.ByteBuffer;

/** A kernel for one test of datagrams, and what such tests do. */
abstract class DatagramFixture extends KernelFixture {

  /** Where the last datagram was from. */
  protected final DatagramAddress sender = new DatagramAddress();

  DatagramFixture(Kernel.Factory factory) {
    super(factory);
  }

  protected final DatagramSource bind() throws IOException {
    return kernel.bind(StreamPair.anyPort(), DatagramOptions.DEFAULT);
  }

  protected static DatagramAddress addressOf(DatagramSource source) {
    return new DatagramAddress(source.localAddress());
  }

  /** An address of this machine without a socket. */
  protected final DatagramAddress deserted() throws IOException {
    DatagramSource gone = bind();
    gone.close();
    // At the latest now there is no socket any more.
    look(gone);
    return addressOf(gone);
  }

  protected final void send(DatagramSource from, String text, DatagramSource to)
      throws IOException {
    send(from, text, addressOf(to));
  }

  protected final void send(DatagramSource from, String text, DatagramAddress to)
      throws IOException {
    while (!from.send(ISO_8859_1.encode(text), to)) {
      require(from, WRITE);
    }
  }

  /** Receives the next datagram, which must come. */
  protected final String receive(DatagramSource at) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(DatagramBatch.SLOT_BYTES);
    while (at.receive(buffer, sender) == DatagramSource.NONE) {
      require(at, READ);
    }
    return ISO_8859_1.decode(buffer.flip()).toString();
  }

  /** Bytes of all values, of which each differs from the one before. */
  protected static byte[] pattern(int length) {
    byte[] bytes = new byte[length];
    for (int index = 0; index < length; index++) {
      bytes[index] = (byte) (index + index / 251);
    }
    return bytes;
  }
}
