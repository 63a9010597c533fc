package io.echod.benchmarks.resp;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Keys and values, both of any bytes. Looking up allocates nothing. */
final class Store {

  private final Map<Key, byte[]> values = new HashMap<>();
  private final Key sought = new Key(new byte[0], 0, 0);

  /** A part of an array: of the request while it is sought, of its own once it is in the map. */
  private static final class Key {

    private static final VarHandle LONGS =
        MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());

    /** Odd, with bits everywhere: the golden ratio's, in 64 bits. */
    private static final long MIXER = 0x9e3779b97f4a7c15L;

    private byte[] bytes;
    private int start;
    private int length;
    private int hash;

    Key(byte[] bytes, int start, int length) {
      this.bytes = bytes;
      become(bytes, start, length);
    }

    Key become(byte[] otherBytes, int otherStart, int otherLength) {
      bytes = otherBytes;
      start = otherStart;
      length = otherLength;
      hash = hashOf(otherBytes, otherStart, otherLength);
      return this;
    }

    /** Eight bytes at a time, for a byte at a time each step waits for the one before. */
    private static int hashOf(byte[] bytes, int start, int length) {
      long code = length;
      int end = start + length;
      int index = start;
      for (; index <= end - Long.BYTES; index += Long.BYTES) {
        code = (code ^ (long) LONGS.get(bytes, index)) * MIXER;
      }
      for (; index < end; index++) {
        code = (code ^ bytes[index]) * MIXER;
      }
      return Long.hashCode(code);
    }

    Key copy() {
      return new Key(Arrays.copyOfRange(bytes, start, start + length), 0, length);
    }

    @Override
    public int hashCode() {
      return hash;
    }

    @Override
    public boolean equals(@Nullable Object object) {
      return object instanceof Key other
          && hash == other.hash
          && Arrays.equals(
              bytes, start, start + length, other.bytes, other.start, other.start + other.length);
    }
  }

  /** The value as a whole reply; null where there is none. */
  byte @Nullable [] reply(byte[] bytes, int start, int length) {
    return values.get(sought.become(bytes, start, length));
  }

  /** Sets a value, of which only the bytes are given, not the reply that it will be. */
  void set(byte[] bytes, int keyStart, int keyLength, int start, int length) {
    byte[] before = values.get(sought.become(bytes, keyStart, keyLength));
    int begin = headBytes(length);
    byte[] reply = before;
    if (reply == null || reply.length != begin + length + 2) {
      reply = new byte[begin + length + 2];
      writeHead(reply, begin, length);
      reply[begin + length] = '\r';
      reply[begin + length + 1] = '\n';
      values.put(before == null ? sought.copy() : sought, reply);
    }
    System.arraycopy(bytes, start, reply, begin, length);
  }

  /** The bytes of {@code $64\r\n}. */
  private static int headBytes(int length) {
    int digits = 1;
    for (int rest = length; rest >= 10; rest /= 10) {
      digits++;
    }
    return digits + 3;
  }

  private static void writeHead(byte[] reply, int begin, int length) {
    reply[0] = '$';
    int rest = length;
    for (int index = begin - 3; index > 0; index--) {
      reply[index] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
    reply[begin - 2] = '\r';
    reply[begin - 1] = '\n';
  }
}
