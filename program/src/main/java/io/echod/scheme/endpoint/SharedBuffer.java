package io.echod.scheme.endpoint;

import io.echod.scheme.text.ByteStrings;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** One buffer for all connections of a session, between the system and strings of bytes. */
public final class SharedBuffer {

  /** Its size, and so the most that is read at once. */
  static final int BYTES = 64 * 1024;

  private final ByteBuffer buffer = ByteBuffer.allocateDirect(BYTES);
  private final byte[] scratch = new byte[BYTES];

  /** The string whose bytes lie in the buffer, from 0 to its limit; null where there is none. */
  private @Nullable String held;

  /** The last string that was made of bytes. */
  private @Nullable String given;

  SharedBuffer() {}

  /** Empties it, with room for so many bytes at most. */
  public ByteBuffer emptied(int lengthMax) {
    held = null;
    buffer.clear();
    return buffer.limit(Math.min(lengthMax, buffer.capacity()));
  }

  /** Fills it with as many bytes of a string, from an index on, as there is room for. */
  public ByteBuffer filled(CharSequence string, int from) {
    held = null;
    buffer.clear();
    ByteStrings.copy(string, from, buffer, scratch);
    return buffer.flip();
  }

  /** Gives the bytes that were read into it as a string, which it then holds. */
  public String hold(int count) {
    buffer.flip();
    buffer.get(0, scratch, 0, count);
    String string = ByteStrings.of(scratch, count);
    held = string;
    given = string;
    return string;
  }

  /** Notes a string that was made of bytes otherwise. */
  String give(String bytes) {
    held = null;
    given = bytes;
    return bytes;
  }

  /** Whether it is the last string that was made of bytes, of which there is nothing to check. */
  @SuppressWarnings("ReferenceEquality") // an equal one may have been made by the script
  public boolean hasGiven(Object string) {
    return string == given;
  }

  /** Appends the bytes that were read into it. */
  public void appendTo(ByteArrayOutputStream bytes, int count) {
    buffer.get(0, scratch, 0, count);
    bytes.write(scratch, 0, count);
  }

  /** Whether the bytes of this very string lie in it. */
  @SuppressWarnings("ReferenceEquality") // an equal one may have been read since
  public boolean holds(Object string) {
    return string == held;
  }

  /** The bytes of the string that it holds. */
  public ByteBuffer held() {
    return buffer.rewind();
  }

  /** For bytes on their way into an array of their own. */
  byte[] scratch() {
    return scratch;
  }
}
