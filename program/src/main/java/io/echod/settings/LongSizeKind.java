package io.echod.settings;

/**
 * Numbers of bytes beyond 2 GiB, too, written as {@link SizeKind} has them.
 *
 * @param least bytes, 0 or more
 * @param most bytes
 */
public record LongSizeKind(long least, long most) implements Kind<Long> {

  @Override
  public String label() {
    return "SIZE";
  }

  @Override
  public Long parse(String text) {
    if (SizeKind.isTooLarge(text)) {
      throw outOfRange(text);
    }
    long bytes = SizeKind.bytes(text);
    if (bytes < least || bytes > most) {
      throw outOfRange(text);
    }
    return bytes;
  }

  @Override
  public String print(Long bytes) {
    if (bytes > 0 && bytes % (1 << 30) == 0) {
      return (bytes >> 30) + "g";
    }
    if (bytes > 0 && bytes % (1 << 20) == 0) {
      return (bytes >> 20) + "m";
    }
    return bytes > 0 && bytes % 1024 == 0 ? (bytes >> 10) + "k" : bytes.toString();
  }

  @Override
  public void check(Long bytes) {
    if (bytes < least || bytes > most) {
      throw outOfRange(print(bytes));
    }
  }

  private BadValue outOfRange(String text) {
    return new BadValue("'" + text + "' is not a size from " + print(least) + " to " + print(most));
  }
}
