package io.echod.scheme.text;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;

/** Strings of bytes: every character is one byte, 0 to 255. */
public final class ByteStrings {

  private ByteStrings() {}

  /** The first bytes as they are. */
  public static String of(byte[] bytes, int length) {
    return of(bytes, 0, length);
  }

  /** Some of the bytes as they are. */
  public static String of(byte[] bytes, int start, int length) {
    return new String(bytes, start, length, ISO_8859_1);
  }

  /** A text for the outside, as the bytes of its UTF-8. */
  public static String ofText(String text) {
    return new String(text.getBytes(UTF_8), ISO_8859_1);
  }

  /** The text that these bytes are in UTF-8; as it is where they are none. */
  public static String toText(CharSequence string) {
    String text = string.toString();
    if (indexOfNonByte(text) >= 0) {
      return text;
    }
    try {
      return UTF_8.newDecoder().decode(ByteBuffer.wrap(text.getBytes(ISO_8859_1))).toString();
    } catch (CharacterCodingException otherBytes) {
      return text;
    }
  }

  /** Where a character stands that is no byte; -1 where there is none. */
  public static int indexOfNonByte(CharSequence string) {
    int bits = 0;
    int length = string.length();
    for (int index = 0; index < length; index++) {
      bits |= string.charAt(index);
    }
    return bits < 256 ? -1 : firstNonByte(string);
  }

  private static int firstNonByte(CharSequence string) {
    int index = 0;
    while (string.charAt(index) < 256) {
      index++;
    }
    return index;
  }

  /** The bytes of a string that has no other characters. */
  public static byte[] bytes(CharSequence string) {
    byte[] bytes = new byte[string.length()];
    copy(string, 0, bytes.length, bytes);
    return bytes;
  }

  /** Appends as many bytes, from an index on, as there is room for; returns the next index. */
  public static int copy(CharSequence string, int from, ByteBuffer target, byte[] scratch) {
    int count = Math.min(string.length() - from, Math.min(target.remaining(), scratch.length));
    copy(string, from, from + count, scratch);
    target.put(scratch, 0, count);
    return from + count;
  }

  private static void copy(CharSequence string, int from, int to, byte[] target) {
    copy(string, from, to, target, 0);
  }

  /** Copies some of the bytes into an array, from an index of that on. */
  @SuppressWarnings("deprecation") // the one way without an object: it takes the low bytes
  public static void copy(CharSequence string, int from, int to, byte[] target, int targetStart) {
    if (string instanceof String plain) {
      plain.getBytes(from, to, target, targetStart);
      return;
    }
    for (int index = from; index < to; index++) {
      target[targetStart + index - from] = (byte) string.charAt(index);
    }
  }
}
