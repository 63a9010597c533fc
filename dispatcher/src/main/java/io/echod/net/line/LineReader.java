package io.echod.net.line;

import io.echod.net.Connection;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * Lines out of the {@link Input} of a connection. {@link #fill} reads what is there, {@link
 * #nextLine} hands out whole lines, without the LF or CRLF that ended them. A handler fills once
 * for each {@link io.echod.dispatcher.Reason#READ}, then takes lines: those left in the reader do
 * not make the connection readable again by themselves; {@link #hold} has the handler called for
 * them in the next turn. Belongs to the dispatcher's thread.
 */
public final class LineReader {

  private final Input input;

  /**
   * Reads the lines of a connection.
   *
   * @param lineBytesMax the longest line to accept, its end not counted; 1 to 2^30
   */
  public LineReader(Connection connection, int lineBytesMax) {
    this(new Input(connection, lineBytesMax));
  }

  /** Reads the lines of an input. */
  public LineReader(Input input) {
    this.input = input;
  }

  /**
   * Reads what is there, as far as there is room for it; the rest stays in the socket, which stays
   * readable.
   *
   * @return the bytes read; 0 where none are there now, or a line is to be taken out first; {@link
   *     Connection#END} after the last
   * @throws IOException where the connection failed
   */
  public int fill() throws IOException {
    return input.fill();
  }

  /** Whether {@link #nextLine} has something to report, as {@link Input#hasLine} says. */
  public boolean hasLine() {
    return input.hasLine();
  }

  /**
   * Takes out the next line, without its LF or CRLF; at the end of the input, what is left. Empty
   * where neither is there.
   *
   * @throws LineTooLong where the line is longer than the limit; then nothing more is to be had
   */
  public Optional<byte[]> nextLine() throws LineTooLong {
    return input.nextLine();
  }

  /** Has the connection's handlers called in the next turn, as {@link Input#hold} does. */
  public void hold() {
    input.hold();
  }

  /**
   * Takes out bytes, line ends included: those that were read ahead, up to the buffer's remaining
   * space.
   *
   * @return the bytes taken out, 0 where none were read ahead
   */
  public int take(ByteBuffer buffer) {
    return input.take(buffer);
  }

  /** The bytes read ahead and not taken out. */
  public int bufferedBytes() {
    return input.bufferedBytes();
  }

  /** Whether the input has ended; there may be a last line still. */
  public boolean isInputEnded() {
    return input.isInputEnded();
  }

  /**
   * The input that the lines are taken from; for protocols that change from lines to counted bytes.
   */
  public Input input() {
    return input;
  }

  /** The connection it reads from. */
  public Connection connection() {
    return input.connection();
  }
}
