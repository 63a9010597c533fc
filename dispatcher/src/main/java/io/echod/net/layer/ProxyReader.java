package io.echod.net.layer;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Takes in a header as it comes, and not a byte more: {@link #missing} is never more than what is
 * still to come of it, in any of its forms.
 */
final class ProxyReader {

  /** The first bytes of version 2. */
  private static final byte[] SIGNATURE = {13, 10, 13, 10, 0, 13, 10, 'Q', 'U', 'I', 'T', 10};

  private static final byte[] FIRST_WORD = "PROXY ".getBytes(StandardCharsets.US_ASCII);

  /** {@code PROXY UNKNOWN} and the line's end. */
  private static final int TEXT_BYTES_MIN = 15;

  private static final int TEXT_BYTES_MAX = 107;

  /** Version 2, in front of what its length counts. */
  static final int FIXED_BYTES = 16;

  /** Far more than any proxy sends; version 2 would allow 65,551. */
  static final int BYTES_MAX = 4096;

  private static final int SPACES = 5;

  private ByteBuffer bytes = ByteBuffer.allocate(TEXT_BYTES_MAX);

  /** Whether nothing has come. */
  boolean isEmpty() {
    return bytes.position() == 0;
  }

  /** Where the next bytes go: at most as many as are still to come for sure. */
  ByteBuffer space() throws ProxyException {
    int missing = missing();
    if (bytes.remaining() < missing) {
      bytes = ByteBuffer.allocate(bytes.position() + missing).put(bytes.flip());
    }
    return bytes.slice(bytes.position(), missing);
  }

  /** So many have come into the space. */
  Optional<ProxyHeader> took(int count) throws ProxyException {
    bytes.position(bytes.position() + count);
    if (missing() > 0) {
      return Optional.empty();
    }
    ByteBuffer whole = bytes.duplicate().flip();
    return Optional.of(isBinary() ? ProxyBinary.parse(whole) : ProxyText.parse(whole));
  }

  private boolean isBinary() {
    return bytes.get(0) == SIGNATURE[0];
  }

  private int missing() throws ProxyException {
    int count = bytes.position();
    if (count == 0) {
      return TEXT_BYTES_MIN;
    }
    boolean isBinary = isBinary();
    checkBeginning(isBinary ? SIGNATURE : FIRST_WORD);
    return isBinary ? missingOfBinary(count) : missingOfText(count);
  }

  private void checkBeginning(byte[] expected) throws ProxyException {
    for (int index = 0; index < Math.min(bytes.position(), expected.length); index++) {
      if (bytes.get(index) != expected[index]) {
        throw ProxyException.malformed("it does not begin as one of version 1 or 2");
      }
    }
  }

  private int missingOfBinary(int count) throws ProxyException {
    if (count < FIXED_BYTES) {
      return FIXED_BYTES - count;
    }
    int whole = FIXED_BYTES + Short.toUnsignedInt(bytes.getShort(FIXED_BYTES - 2));
    if (whole > BYTES_MAX) {
      throw ProxyException.malformed(
          "it has " + whole + " bytes; " + BYTES_MAX + " are the most that is taken");
    }
    return whole - count;
  }

  /** Each word that is still to come has a space before it and a letter at least. */
  private int missingOfText(int count) throws ProxyException {
    if (count < TEXT_BYTES_MIN) {
      return TEXT_BYTES_MIN - count;
    }
    byte last = bytes.get(count - 1);
    if (last == '\n') {
      return 0;
    }
    checkNoEndWithin(count - 1);
    int missing = 2;
    if (last == '\r') {
      missing = 1;
    } else if (isOfAddresses()) {
      missing += 2 * (SPACES - spaces(count)) + (last == ' ' ? 1 : 0);
    }
    if (missing <= 0 || count + missing > TEXT_BYTES_MAX) {
      throw ProxyException.malformed(
          "its line of version 1 does not end within " + TEXT_BYTES_MAX + " bytes");
    }
    return missing;
  }

  /** A line that has ended too soon goes on with the client's bytes, which may never come. */
  private void checkNoEndWithin(int count) throws ProxyException {
    for (int index = 0; index < count; index++) {
      if (bytes.get(index) == '\r' || bytes.get(index) == '\n') {
        throw ProxyException.malformed("its line of version 1 ends too soon, or in its middle");
      }
    }
  }

  private boolean isOfAddresses() {
    return bytes.get(FIRST_WORD.length) == 'T';
  }

  private int spaces(int count) {
    int spaces = 0;
    for (int index = 0; index < count; index++) {
      spaces += bytes.get(index) == ' ' ? 1 : 0;
    }
    return Math.min(SPACES, spaces);
  }
}
