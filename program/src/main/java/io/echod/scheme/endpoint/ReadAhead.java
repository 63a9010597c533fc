package io.echod.scheme.endpoint;

import io.echod.scheme.text.ByteStrings;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Bytes that were read from a connection at once, and the script has not asked for yet. A script
 * that asks for a kilobyte at a time would otherwise cost a call of the system, and a turn, for
 * each.
 */
final class ReadAhead {

  private final Buffers buffers;
  private byte @Nullable [] bytes;
  private int start;
  private int end;

  ReadAhead(Buffers buffers) {
    this.buffers = buffers;
  }

  boolean isEmpty() {
    return start == end;
  }

  /** Keeps the rest of a buffer, where nothing is kept yet. */
  void keep(ByteBuffer rest) {
    byte[] target = buffers.borrow();
    start = 0;
    end = rest.remaining();
    rest.get(target, 0, end);
    bytes = target;
  }

  /** Takes up to so many bytes, of which there are some, as a string. */
  String take(int lengthMax) {
    byte[] source = bytes;
    if (source == null) {
      return "";
    }
    int count = Math.min(lengthMax, end - start);
    String taken = ByteStrings.of(source, start, count);
    taken(count);
    return taken;
  }

  /** Takes as many bytes as a buffer has room for; returns their number. */
  int take(ByteBuffer target) {
    byte[] source = bytes;
    if (source == null) {
      return 0;
    }
    int count = Math.min(target.remaining(), end - start);
    target.put(source, start, count);
    taken(count);
    return count;
  }

  private void taken(int count) {
    start += count;
    byte[] source = bytes;
    if (start == end && source != null) {
      bytes = null;
      buffers.giveBack(source);
    }
  }
}
