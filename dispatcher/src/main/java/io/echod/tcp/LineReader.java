package io.echod.tcp;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;

/**
 * Lines out of the bytes of a connection. {@link #fill} reads what is there, {@link #nextLine}
 * hands out whole lines, without the LF or CRLF that ended them. A handler fills once for each
 * {@link io.echod.dispatcher.Reason#READ}, then takes all the lines there are: those left in the
 * reader do not make the connection readable again. Belongs to the dispatcher's thread.
 */
public final class LineReader {

  private static final int FIRST_BYTES = 512;

  private final Connection connection;
  private final int lineBytesMax;
  private byte[] bytes;
  private int start;
  private int end;

  /** No LF lies between start and here. */
  private int scanned;

  private boolean ended;

  /** A line was longer than the limit, and nobody has been told of it. */
  private boolean overlong;

  /**
   * Reads the lines of a connection.
   *
   * @param lineBytesMax the longest line to accept, its end not counted; 1 to 2^30
   */
  public LineReader(Connection connection, int lineBytesMax) {
    if (lineBytesMax < 1 || lineBytesMax > 1 << 30) {
      throw new IllegalArgumentException("lineBytesMax must be 1 to 2^30, not " + lineBytesMax);
    }
    this.connection = connection;
    this.lineBytesMax = lineBytesMax;
    bytes = new byte[Math.min(FIRST_BYTES, capacityMax())];
  }

  /**
   * Reads what is there, as far as there is room for it; the rest stays in the socket, which stays
   * readable.
   *
   * @return the bytes read; 0 where none are there now, or a line is to be taken out first; {@link
   *     Connection#END} after the last
   * @throws IOException where the connection failed, or a line is longer than the limit; after the
   *     latter nothing more is to be had
   */
  public int fill() throws IOException {
    if (!ended) {
      makeRoom();
      if (end < bytes.length) {
        return read();
      }
      if (hasLine()) {
        return 0;
      }
    }
    if (overlong) {
      overlong = false;
      throw new IOException("a line is longer than " + lineBytesMax + " bytes");
    }
    return Connection.END;
  }

  private int read() throws IOException {
    int count = connection.read(ByteBuffer.wrap(bytes, end, bytes.length - end));
    if (count == Connection.END) {
      ended = true;
    } else {
      end += count;
    }
    return count;
  }

  private void makeRoom() {
    if (start == end) {
      start = 0;
      end = 0;
      scanned = 0;
    } else if (end == bytes.length) {
      int size = end - start;
      boolean crowded = size > bytes.length / 2 && bytes.length < capacityMax();
      byte[] target = crowded ? new byte[Math.min(2 * bytes.length, capacityMax())] : bytes;
      System.arraycopy(bytes, start, target, 0, size);
      bytes = target;
      scanned -= start;
      start = 0;
      end = size;
    }
  }

  /** A line of the greatest length, with its CRLF. */
  private int capacityMax() {
    return lineBytesMax + 2;
  }

  /** Whether {@link #nextLine} has one: a whole line, or what is left at the end of the input. */
  public boolean hasLine() {
    return lineFeed() < end || (ended && start < end);
  }

  /** Where the first line ends; the end of what is there if there is no line feed. */
  private int lineFeed() {
    while (scanned < end && bytes[scanned] != '\n') {
      scanned++;
    }
    if (scanned - start > lineBytesMax && !isLongestWithReturn()) {
      // Nobody can tell where the next line would begin: nothing more is to be had.
      overlong = true;
      ended = true;
      start = end;
      scanned = end;
    }
    return scanned;
  }

  /** Whether the byte too many is the CR of an end of line, or may become that. */
  private boolean isLongestWithReturn() {
    return scanned - start == lineBytesMax + 1
        && bytes[scanned - 1] == '\r'
        && (scanned < end || !ended);
  }

  /**
   * Takes out the next line, without its LF or CRLF; at the end of the input, what is left. Empty
   * where neither is there.
   */
  public Optional<byte[]> nextLine() {
    int lineFeed = lineFeed();
    boolean whole = lineFeed < end;
    if (!whole && (!ended || start == end)) {
      return Optional.empty();
    }
    int lineEnd =
        whole && lineFeed > start && bytes[lineFeed - 1] == '\r' ? lineFeed - 1 : lineFeed;
    byte[] line = Arrays.copyOfRange(bytes, start, lineEnd);
    start = whole ? lineFeed + 1 : end;
    scanned = start;
    return Optional.of(line);
  }

  /**
   * Takes out bytes, whatever they are: those that were read ahead, up to the buffer's remaining
   * space; for protocols that change from lines to counted bytes.
   *
   * @return the bytes taken out, 0 where none were read ahead
   */
  public int take(ByteBuffer buffer) {
    int count = Math.min(buffer.remaining(), end - start);
    buffer.put(bytes, start, count);
    start += count;
    scanned = Math.max(scanned, start);
    return count;
  }

  /** The bytes read ahead and not taken out. */
  public int bufferedBytes() {
    return end - start;
  }

  /** Whether the input has ended; there may be a last line still. */
  public boolean isInputEnded() {
    return ended;
  }

  /** The connection it reads from. */
  public Connection connection() {
    return connection;
  }
}
