package io.echod.tls;

import io.echod.net.layer.Layer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.util.function.Consumer;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLProtocolException;
import org.jspecify.annotations.Nullable;

/**
 * The layer below as a channel of whole records (RFC 8446, section 5.1), one for each read. So
 * decryption keeps none of them behind, and whether there is input can be said here.
 *
 * <p>A write that fails says so by {@link #outputFailure} and not by an exception, after which the
 * channel above would not read any more what had come before.
 */
final class Records implements ByteChannel {

  private static final int HEADER_BYTES = 5;

  /** The types of RFC 8446, appendix B.1: change_cipher_spec to application_data. */
  private static final int TYPE_MIN = 20;

  private static final int TYPE_MAX = 23;

  private static final int TYPE_HANDSHAKE = 22;

  /**
   * How many records a handshake may take: more than any needs, be there one for each byte of it.
   */
  private static final int HANDSHAKE_RECORDS_MAX = 1 << 16;

  /**
   * The messages of a handshake that are read in one go: others are served before the next ones.
   */
  private static final int HANDSHAKE_RECORDS_AT_ONCE = 256;

  /** The first byte of every version, SSL 3.0 to TLS 1.3. */
  private static final int MAJOR_VERSION = 3;

  private final Layer below;
  private final Buffers buffers;

  /** Bytes that have come and were not read; to be read from; null where there are none. */
  private @Nullable ByteBuffer came;

  /** The rest of the record that is being read. */
  private int restBytes;

  /** Records that were begun to be read. */
  private long count;

  /** The number of the last record that may be read. */
  private long last = HANDSHAKE_RECORDS_MAX;

  /** The number of the last record to be read in this go. */
  private long pauseBehind = Long.MAX_VALUE;

  /** Is called with the first record, before the channel gets it. */
  private Consumer<ByteBuffer> onFirst = _ -> {};

  /** Whether records that are written go out together, later. */
  private boolean gathering;

  /** Those that are to go out; null where there are none, as once a handshake is done. */
  private @Nullable ByteBuffer gathered;

  private boolean handshakesRefused;
  private boolean ended;
  private @Nullable IOException outputFailure;

  Records(Layer below, Buffers buffers) {
    this.below = below;
    this.buffers = buffers;
  }

  /** Has the first record looked at, before the channel gets it. */
  void onFirst(Consumer<ByteBuffer> reader) {
    onFirst = reader;
  }

  /**
   * Takes in what has come, unless a whole record is there already.
   *
   * @return whether a whole one is there
   * @throws IOException where the layer below failed, or what has come is no record
   */
  boolean fill() throws IOException {
    if (hasWhole()) {
      return true;
    }
    ByteBuffer buffer = came == null ? buffers.take().limit(0) : came;
    try {
      buffer.compact();
      ended = below.read(buffer) == Layer.END || ended;
    } finally {
      buffer.flip();
      keep(buffer);
    }
    return hasWhole();
  }

  private void keep(ByteBuffer buffer) {
    if (buffer.hasRemaining()) {
      came = buffer;
    } else {
      came = null;
      buffers.give(buffer);
    }
  }

  /** Whether a read gives something of a record that is there as a whole. */
  private boolean hasWhole() throws SSLException {
    return restBytes > 0 || nextBytes() > 0;
  }

  /** The length of the next record, which is there as a whole; or 0. */
  int nextBytes() throws SSLException {
    ByteBuffer buffer = came;
    if (buffer == null) {
      return 0;
    }
    int start = buffer.position();
    int type = Byte.toUnsignedInt(buffer.get(start));
    if (type < TYPE_MIN
        || type > TYPE_MAX
        || (buffer.remaining() > 1 && buffer.get(start + 1) != MAJOR_VERSION)) {
      throw new SSLProtocolException("what the peer sends is not TLS");
    }
    if (buffer.remaining() < HEADER_BYTES) {
      return 0;
    }
    int bytes = HEADER_BYTES + Short.toUnsignedInt(buffer.getShort(start + HEADER_BYTES - 2));
    if (bytes > Buffers.BYTES) {
      throw new SSLProtocolException("the peer sends a TLS record of " + bytes + " bytes");
    }
    if (handshakesRefused && type == TYPE_HANDSHAKE) {
      throw new SSLProtocolException("the peer wants to negotiate once more, which is refused");
    }
    return buffer.remaining() < bytes ? 0 : bytes;
  }

  /** From now on, a record of a handshake in the clear type is a renegotiation, and refused. */
  void refuseHandshakes() {
    handshakesRefused = true;
  }

  /** Whether the layer below has ended; then all that will ever come is here. */
  boolean isEnded() {
    return ended;
  }

  long count() {
    return count;
  }

  /**
   * Lets so many more records be read, and fails the one behind them: the channel above reads on by
   * itself until one of them carries data, and serves no other connection meanwhile.
   */
  void allow(int records) {
    last = count + records;
    pauseBehind = Long.MAX_VALUE;
  }

  /**
   * Begins a go of a handshake: behind 256 records a read gives nothing, and {@link #isPaused} says
   * so, until the next go. The engine may take any number of records that carry little or nothing.
   */
  void beginGo() {
    pauseBehind = count + HANDSHAKE_RECORDS_AT_ONCE;
  }

  /** Whether a record that is there was not read, for others are to be served first. */
  boolean isPaused() throws SSLException {
    return restBytes == 0 && count >= pauseBehind && nextBytes() > 0;
  }

  /**
   * Has the records of a flight (RFC 8446, section 2) wait for each other, until {@link
   * #writeGathered}: each alone would cost a call of the system, and a segment.
   */
  void gather() {
    gathering = true;
  }

  /** Writes what was gathered, as far as the layer below takes it. */
  void writeGathered() {
    gathering = false;
    ByteBuffer flight = gathered;
    if (flight == null) {
      return;
    }
    writeBelow(flight.flip());
    if (flight.hasRemaining()) {
      flight.compact();
    } else {
      gathered = null;
      buffers.give(flight);
    }
  }

  /** Whether something is gathered that the layer below has not taken. */
  boolean holdsOutput() {
    return gathered != null;
  }

  /** Why nothing more can be written. */
  @Nullable IOException outputFailure() {
    return outputFailure;
  }

  @Override
  public int read(ByteBuffer target) throws IOException {
    if (!fill()) {
      return ended ? -1 : 0;
    }
    ByteBuffer buffer = came;
    if (buffer == null) {
      return 0;
    }
    if (restBytes == 0) {
      if (count >= last) {
        throw new SSLProtocolException("the peer sends record upon record without data");
      }
      if (count >= pauseBehind) {
        return 0;
      }
      restBytes = nextBytes();
      if (count == 0) {
        onFirst.accept(buffer.slice(buffer.position(), restBytes));
      }
      count++;
    }
    int bytes = Math.min(restBytes, target.remaining());
    int limit = buffer.limit();
    target.put(buffer.limit(buffer.position() + bytes));
    keep(buffer.limit(limit));
    restBytes -= bytes;
    return bytes;
  }

  @Override
  public int write(ByteBuffer source) {
    if (gathering) {
      return addToFlight(source);
    }
    writeGathered();
    return holdsOutput() ? 0 : writeBelow(source);
  }

  private int addToFlight(ByteBuffer source) {
    if (gathered != null && gathered.remaining() < source.remaining()) {
      writeGathered();
      gathering = true;
    }
    ByteBuffer flight = gathered == null ? buffers.take() : gathered;
    gathered = flight;
    int bytes = Math.min(source.remaining(), flight.remaining());
    flight.put(flight.position(), source, source.position(), bytes);
    flight.position(flight.position() + bytes);
    source.position(source.position() + bytes);
    return bytes;
  }

  /** Once the layer below has failed, it swallows everything. */
  private int writeBelow(ByteBuffer source) {
    int bytes = source.remaining();
    if (outputFailure == null && bytes > 0) {
      try {
        return below.write(source);
      } catch (IOException failure) {
        outputFailure = failure;
      }
    }
    source.position(source.limit());
    return bytes;
  }

  @Override
  public boolean isOpen() {
    return true;
  }

  /** Gives back what is held. */
  @Override
  public void close() {
    ByteBuffer buffer = came;
    came = null;
    restBytes = 0;
    if (buffer != null) {
      buffers.give(buffer);
    }
    ByteBuffer flight = gathered;
    gathered = null;
    if (flight != null) {
      buffers.give(flight);
    }
  }
}
