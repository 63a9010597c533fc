package io.echod.simulate.script;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

/** Bytes of one direction and the time of each, as a client has seen them. */
public final class Recording {

  /** So many bytes, up to {@code end}, at that time. */
  private record Portion(int end, long nanos) {}

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final List<Portion> portions = new ArrayList<>();

  void add(byte[] from, int offset, int count, long nanos) {
    if (count > 0) {
      bytes.write(from, offset, count);
      portions.add(new Portion(bytes.size(), nanos));
    }
  }

  /** How many there are. */
  public int size() {
    return bytes.size();
  }

  /** All of them. */
  public byte[] bytes() {
    return bytes.toByteArray();
  }

  /** When each was sent, or has come. */
  public long[] times() {
    long[] times = new long[size()];
    int offset = 0;
    for (Portion portion : portions) {
      for (; offset < portion.end; offset++) {
        times[offset] = portion.nanos;
      }
    }
    return times;
  }

  /** The offsets at which something began that was sent, or has come, at once. */
  public List<Integer> beginnings() {
    List<Integer> beginnings = new ArrayList<>();
    int begin = 0;
    for (Portion portion : portions) {
      beginnings.add(begin);
      begin = portion.end;
    }
    return beginnings;
  }
}
