package io.echod.scheme.output;

import io.echod.scheme.text.ByteStrings;
import java.io.Writer;
import java.util.function.Consumer;

/** The script's own error port, a line at a time. */
final class ErrorLines extends Writer {

  private final Consumer<String> lines;
  private final StringBuilder line = new StringBuilder();

  ErrorLines(Consumer<String> lines) {
    this.lines = lines;
  }

  @Override
  public void write(char[] characters, int offset, int length) {
    for (int index = offset; index < offset + length; index++) {
      if (characters[index] == '\n') {
        end();
      } else {
        line.append(characters[index]);
      }
    }
  }

  private void end() {
    lines.accept(ByteStrings.toText(line));
    line.setLength(0);
  }

  @Override
  public void flush() {}

  @Override
  public void close() {
    if (!line.isEmpty()) {
      end();
    }
  }
}
