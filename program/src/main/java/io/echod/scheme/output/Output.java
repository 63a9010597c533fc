package io.echod.scheme.output;

import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.function.BooleanSupplier;

/**
 * A script's displayed text, gathered until {@link #deliver}: characters up to 255 as the bytes
 * they are, others in UTF-8. Where the reader has gone, the rest is dropped, for a server does not
 * end with its listener.
 */
final class Output extends Writer {

  private static final int BYTES = 16 * 1024;

  private final byte[] bytes = new byte[BYTES];
  private Target target;
  private int size;
  private BooleanSupplier waits = () -> true;
  private char highSurrogate;

  Output(Target target) {
    this.target = target;
  }

  /** When a delivery is flushed, which may wait until the target has taken it. */
  void waitWhen(BooleanSupplier condition) {
    waits = condition;
  }

  /** Has what comes from now on go elsewhere; returns where it went. */
  Target redirect(Target other) {
    deliver();
    Target before = target;
    target = other;
    return before;
  }

  @Override
  public void write(char[] characters, int offset, int length) {
    for (int index = offset; index < offset + length; index++) {
      write(characters[index]);
    }
  }

  @Override
  public void write(String text, int offset, int length) {
    for (int index = offset; index < offset + length; index++) {
      write(text.charAt(index));
    }
  }

  @Override
  public void write(int character) {
    if (character < 256) {
      add((byte) character);
    } else if (Character.isHighSurrogate((char) character)) {
      highSurrogate = (char) character;
    } else {
      String text =
          Character.isLowSurrogate((char) character)
              ? new String(new char[] {highSurrogate, (char) character})
              : String.valueOf((char) character);
      for (byte each : text.getBytes(StandardCharsets.UTF_8)) {
        add(each);
      }
    }
  }

  private void add(byte each) {
    if (size == bytes.length) {
      deliver();
    }
    bytes[size++] = each;
  }

  /** Appends ASCII or any other bytes. */
  @SuppressWarnings("deprecation") // the one way without an object
  void append(String text) {
    int length = text.length();
    if (length > bytes.length - size) {
      deliver();
    }
    if (length > bytes.length) {
      write(text, 0, length);
      return;
    }
    text.getBytes(0, length, bytes, size);
    size += length;
  }

  /** Appends a number that is not negative. */
  void append(long number) {
    if (bytes.length - size < 20) {
      deliver();
    }
    int digits = 1;
    for (long rest = number / 10; rest != 0; rest /= 10) {
      digits++;
    }
    long rest = number;
    for (int index = size + digits - 1; index >= size; index--) {
      bytes[index] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
    size += digits;
  }

  boolean isEmpty() {
    return size == 0;
  }

  /** Does nothing: a line at a time would be a system call at a time. */
  @Override
  public void flush() {}

  /** Writes out what has been gathered. */
  void deliver() {
    deliver(waits.getAsBoolean());
  }

  /** As above; the target is waited for or not. */
  void deliver(boolean waiting) {
    int count = size;
    size = 0;
    if (count > 0) {
      target.write(bytes, count, waiting);
    }
  }

  @Override
  public void close() {
    deliver();
  }
}
