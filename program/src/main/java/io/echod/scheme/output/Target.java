package io.echod.scheme.output;

import java.io.IOException;
import java.io.OutputStream;

/** Where what is displayed goes, and how far that has got. */
public final class Target {

  private final OutputStream stream;
  private boolean broken;
  private boolean midLine;

  public Target(OutputStream stream, boolean midLine) {
    this.stream = stream;
    this.midLine = midLine;
  }

  /** Whether what was delivered last does not end a line. */
  public boolean isMidLine() {
    return midLine;
  }

  void write(byte[] bytes, int count, boolean waits) {
    midLine = bytes[count - 1] != '\n';
    if (broken) {
      return;
    }
    try {
      stream.write(bytes, 0, count);
      if (waits) {
        stream.flush();
      }
    } catch (IOException gone) {
      broken = true;
    }
  }
}
