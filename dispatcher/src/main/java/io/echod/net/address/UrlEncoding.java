package io.echod.net.address;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Characters that a URL can't have as they are (RFC 3986, section 2). */
final class UrlEncoding {

  private static final String UNRESERVED = "-._~";

  private UrlEncoding() {}

  /**
   * Writes every byte of UTF-8 as {@code %XX}, but letters, digits, {@code -._~} and those kept.
   */
  static String encode(String text, String kept) {
    StringBuilder encoded = new StringBuilder();
    for (byte unit : text.getBytes(StandardCharsets.UTF_8)) {
      char character = (char) (unit & 0xff);
      if (isAlphanumeric(character)
          || UNRESERVED.indexOf(character) >= 0
          || kept.indexOf(character) >= 0) {
        encoded.append(character);
      } else {
        encoded.append('%').append(digit(unit >> 4)).append(digit(unit));
      }
    }
    return encoded.toString();
  }

  private static boolean isAlphanumeric(char character) {
    return (character >= 'a' && character <= 'z')
        || (character >= 'A' && character <= 'Z')
        || (character >= '0' && character <= '9');
  }

  private static char digit(int value) {
    return Character.toUpperCase(Character.forDigit(value & 0xf, 16));
  }

  /**
   * Reads it back.
   *
   * @throws IllegalArgumentException where {@code %} is not followed by two hexadecimal digits, or
   *     the bytes are not UTF-8
   */
  static String decode(String encoded) {
    if (encoded.indexOf('%') < 0) {
      return encoded;
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    byte[] units = encoded.getBytes(StandardCharsets.UTF_8);
    for (int index = 0; index < units.length; index++) {
      if (units[index] == '%') {
        bytes.write(
            hexadecimal(encoded, units, index + 1) << 4 | hexadecimal(encoded, units, index + 2));
        index += 2;
      } else {
        bytes.write(units[index]);
      }
    }
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(bytes.toByteArray()))
          .toString();
    } catch (CharacterCodingException notText) {
      throw new IllegalArgumentException(
          "'" + encoded + "' is not UTF-8 once it is decoded", notText);
    }
  }

  private static int hexadecimal(String encoded, byte[] units, int index) {
    int value = index < units.length ? Character.digit(units[index], 16) : -1;
    if (value < 0) {
      throw new IllegalArgumentException(
          "'" + encoded + "' has a % without two hexadecimal digits; write a % itself as %25");
    }
    return value;
  }
}
