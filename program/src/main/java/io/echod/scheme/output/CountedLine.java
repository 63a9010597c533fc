package io.echod.scheme.output;

import org.jspecify.annotations.Nullable;

/**
 * A line of the trace with a number, {@code tcp: read 5 bytes from 10234#127.0.0.1 (4)}. Kept as a
 * whole where the number comes again: messages often have one size.
 */
public final class CountedLine {

  private final String before;
  private final String after;
  private long count = -1;
  private String endpoint = "";
  private @Nullable String text;

  /** A line of two texts, with a number between and an endpoint behind. */
  public CountedLine(String before, String after) {
    this.before = before;
    this.after = after;
  }

  /** Makes one where there is none: an endpoint has none until its trace is asked for. */
  public static CountedLine orNew(@Nullable CountedLine known, String before, String after) {
    return known == null ? new CountedLine(before, after) : known;
  }

  /**
   * Writes the line.
   *
   * @param newEndpoint its label, at the end of a line
   */
  @SuppressWarnings("ReferenceEquality") // a label is made once
  void append(Output output, long newCount, String newEndpoint) {
    if (newCount == count && newEndpoint == endpoint) {
      String known = text;
      if (known == null) {
        known = before + count + after + endpoint;
        text = known;
      }
      output.append(known);
      return;
    }
    count = newCount;
    endpoint = newEndpoint;
    text = null;
    output.append(before);
    output.append(count);
    output.append(after);
    output.append(endpoint);
  }
}
