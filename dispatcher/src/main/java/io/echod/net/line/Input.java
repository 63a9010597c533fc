package io.echod.net.line;

import io.echod.dispatcher.Reason;
import io.echod.net.Connection;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;

/**
 * Input that has come over a connection and has not been taken out yet; to be taken out as lines,
 * as counted bytes, or as both in turn. {@link #fill} reads what is there. A handler fills once for
 * each {@link Reason#READ}, then takes out what is whole. Bytes that it leaves here do not make the
 * connection readable again by themselves; {@link #hold} has the handler called for them in the
 * next turn. Belongs to the dispatcher's thread.
 *
 * <p>It begins with half a kilobyte and grows with what comes, never with what a peer announces.
 */
public final class Input {

  private static final int FIRST_BYTES = 512;

  /** The bytes that may stand behind the longest line: CR and LF. */
  private static final int LINE_END_BYTES = 2;

  private static final byte[] NOTHING = {};

  private final Connection connection;
  private final int lineBytesMax;
  private final int heldBytesMax;
  private byte[] bytes;
  private int start;
  private int end;

  /** No LF lies between start and here. */
  private int scanned;

  private boolean ended;

  /**
   * Holds the input of a connection.
   *
   * @param bytesMax the longest line to accept, its end not counted, and the most bytes to count; 1
   *     to 2^30
   */
  public Input(Connection connection, int bytesMax) {
    this(connection, bytesMax, bytesMax);
  }

  /**
   * Holds the input of a connection, with a limit for lines and one for counted bytes.
   *
   * @param lineBytesMax the longest line to accept, its end not counted; 1 to 2^30
   * @param countedBytesMax the most bytes that {@link #nextBytes} may be asked for; 1 to 2^30
   */
  public Input(Connection connection, int lineBytesMax, int countedBytesMax) {
    this.connection = Objects.requireNonNull(connection, "no connection");
    this.lineBytesMax = checked("lineBytesMax", lineBytesMax);
    heldBytesMax =
        Math.max(lineBytesMax + LINE_END_BYTES, checked("countedBytesMax", countedBytesMax));
    bytes = new byte[Math.min(FIRST_BYTES, heldBytesMax)];
  }

  private static int checked(String name, int bytesMax) {
    if (bytesMax < 1 || bytesMax > 1 << 30) {
      throw new IllegalArgumentException(name + " must be 1 to 2^30, not " + bytesMax);
    }
    return bytesMax;
  }

  /**
   * Reads what is there, as far as there is room for it; the rest stays in the socket, which stays
   * readable.
   *
   * @return the bytes read; 0 where none are there now, or something is to be taken out first;
   *     {@link Connection#END} after the last
   * @throws IOException where the connection failed; what was read before can still be taken out
   */
  public int fill() throws IOException {
    if (ended) {
      return Connection.END;
    }
    makeRoom();
    if (end == bytes.length) {
      return 0;
    }
    ByteBuffer room = ByteBuffer.wrap(bytes, end, bytes.length - end);
    try {
      int count = connection.read(room);
      ended = count == Connection.END;
      return count;
    } finally {
      // Bytes read before an error, such as that of a stack too deep, are read.
      end = room.position();
    }
  }

  /**
   * Puts bytes behind those that are here, as if they had been read from the connection: for a
   * protocol whose first bytes were read otherwise.
   *
   * @param read taken whole, and left empty
   * @throws IllegalArgumentException where they are more than may be held here
   */
  public void put(ByteBuffer read) {
    int size = bufferedBytes();
    if (read.remaining() > heldBytesMax - size) {
      throw new IllegalArgumentException(
          read.remaining() + " bytes more are too many: " + heldBytesMax + " may be held");
    }
    if (read.remaining() > bytes.length - end) {
      byte[] target = new byte[Math.max(size + read.remaining(), bytes.length)];
      System.arraycopy(bytes, start, target, 0, size);
      bytes = target;
      scanned -= start;
      start = 0;
      end = size;
    }
    int count = read.remaining();
    read.get(bytes, end, count);
    end += count;
  }

  private void makeRoom() {
    if (start == end) {
      start = 0;
      end = 0;
      scanned = 0;
    } else if (end == bytes.length) {
      int size = end - start;
      boolean crowded = size > bytes.length / 2 && bytes.length < heldBytesMax;
      byte[] target = crowded ? new byte[(int) Math.min(2L * bytes.length, heldBytesMax)] : bytes;
      System.arraycopy(bytes, start, target, 0, size);
      bytes = target;
      scanned -= start;
      start = 0;
      end = size;
    }
  }

  /**
   * Whether {@link #nextLine} has something to report: a whole line, the rest at the end of the
   * input, or that a line is too long.
   */
  public boolean hasLine() {
    return start < end && (isLineFeedAt(lineFeed()) || ended || isOverlong());
  }

  /**
   * Takes out the next line, without its LF or CRLF; at the end of the input, what is left. Empty
   * where neither is there.
   *
   * @throws LineTooLong where the line is longer than the limit, as soon as that is certain; then
   *     nothing more is to be had, as if the input had ended
   */
  public Optional<byte[]> nextLine() throws LineTooLong {
    int lineFeed = lineFeed();
    if (isOverlong()) {
      giveUp();
      throw new LineTooLong(connection, lineBytesMax);
    }
    boolean whole = isLineFeedAt(lineFeed);
    if (!whole && (!ended || start == end)) {
      return Optional.empty();
    }
    boolean returned = whole && lineFeed > start && bytes[lineFeed - 1] == '\r';
    Optional<byte[]> line =
        Optional.of(Arrays.copyOfRange(bytes, start, returned ? lineFeed - 1 : lineFeed));
    start = whole ? lineFeed + 1 : end;
    scanned = start;
    return line;
  }

  /** Where the first line feed is; where none is, how far one was looked for. */
  private int lineFeed() {
    // Counted bytes may be many more than a line: there is no need to look through all of them.
    int limit = start + Math.min(end - start, lineBytesMax + LINE_END_BYTES);
    while (scanned < limit && bytes[scanned] != '\n') {
      scanned++;
    }
    return scanned;
  }

  private boolean isLineFeedAt(int index) {
    return index < end && bytes[index] == '\n';
  }

  /** Whether the first line is too long for certain; asked after {@link #lineFeed}. */
  private boolean isOverlong() {
    int length = scanned - start;
    return length > lineBytesMax && !(length == lineBytesMax + 1 && isReturnAtEnd());
  }

  /** Whether the byte too many is the CR of an end of line, or may become that. */
  private boolean isReturnAtEnd() {
    return bytes[scanned - 1] == '\r' && (scanned < end || !ended);
  }

  private void giveUp() {
    ended = true;
    bytes = NOTHING;
    start = 0;
    end = 0;
    scanned = 0;
  }

  /**
   * Takes out so many bytes, line ends included, once all of them are there. Empty before; at an
   * end of the input that came too early, for ever, and {@link #take} has the rest.
   *
   * @param count 0 to the limit
   * @throws IllegalArgumentException where it is beyond the limit: what a peer announces is to be
   *     checked first
   */
  public Optional<byte[]> nextBytes(int count) {
    if (count < 0 || count > heldBytesMax) {
      throw new IllegalArgumentException(
          "count must be 0 to " + heldBytesMax + " bytes, not " + count);
    }
    if (count > bufferedBytes()) {
      return Optional.empty();
    }
    Optional<byte[]> taken = Optional.of(Arrays.copyOfRange(bytes, start, start + count));
    takenOut(count);
    return taken;
  }

  /**
   * Takes out bytes, line ends included: those that are here, up to the buffer's remaining space.
   *
   * @return the bytes taken out, 0 where none are here
   */
  public int take(ByteBuffer buffer) {
    int count = Math.min(buffer.remaining(), bufferedBytes());
    buffer.put(bytes, start, count);
    takenOut(count);
    return count;
  }

  /**
   * Takes out so many bytes and forgets them.
   *
   * @throws IndexOutOfBoundsException where fewer are here
   */
  public void skip(int count) {
    Objects.checkFromIndexSize(0, count, bufferedBytes());
    takenOut(count);
  }

  private void takenOut(int count) {
    start += count;
    scanned = Math.max(scanned, start);
  }

  /**
   * Has the connection's handlers called in the next turn, with {@link Reason#READ}, although
   * nothing more may come: for a handler that leaves something whole here, so that others have
   * their turn, or until it can use it. While reading is paused or much is owed to the peer, that
   * waits; after the end of the input it goes on. Does nothing once the connection is being closed.
   */
  public void hold() {
    if (connection.isOpen()) {
      connection.dispatcher().hold(connection, Reason.READ);
    }
  }

  /**
   * A byte, 0 to 255, that stays here.
   *
   * @param index of the byte; 0 is the next one to be taken out
   * @throws IndexOutOfBoundsException where there is none
   */
  public int peek(int index) {
    return bytes[start + Objects.checkIndex(index, bufferedBytes())] & 0xff;
  }

  /** The bytes read and not taken out. */
  public int bufferedBytes() {
    return end - start;
  }

  /** Whether the input has ended; there may be something to take out still. */
  public boolean isInputEnded() {
    return ended;
  }

  /** The connection it reads from. */
  public Connection connection() {
    return connection;
  }
}
