package io.echod.scheme.text;

import gnu.kawa.io.OutPort;
import gnu.kawa.io.PrettyWriter;
import java.io.Writer;

/**
 * A port that writes what it is given and nothing else. Kawa's own puts a blank between two numbers
 * displayed one after the other, and breaks lists at a margin.
 */
public final class PlainPort extends OutPort {

  /** No line gets there; Kawa asks for it in two places. */
  public static final int LINE_LENGTH_MAX = 1 << 30;

  private final Layout layout;

  /** A port that writes to a target. */
  public PlainPort(Writer target) {
    this(target, new Layout(target, false));
  }

  /** A port for a layout of its own. */
  public PlainPort(Layout layout) {
    this(Writer.nullWriter(), layout);
  }

  private PlainPort(Writer target, Layout layout) {
    super(target, layout, false);
    this.layout = layout;
  }

  /** Hands on to the target what it still has. Costs nothing where it has nothing. */
  public void settle() {
    if (layout.holds) {
      layout.holds = false;
      flush();
    }
  }

  /** Whether it has something to hand on. */
  public boolean isUnsettled() {
    return layout.holds;
  }

  /** The part that lays out, without its liberties. */
  static class Layout extends PrettyWriter {

    /** Whether anything was written since it was flushed. */
    private boolean holds;

    private final boolean heard;

    /** Lays out for a target; where it is {@code heard}, {@link #hear} is called for all text. */
    Layout(Writer target, boolean heard) {
      super(target, LINE_LENGTH_MAX);
      this.heard = heard;
    }

    /** Is called for text that is written, before it is laid out. */
    void hear(String part) {}

    @Override
    public final void write(int character) {
      holds = true;
      if (heard) {
        hear(Character.toString(character));
      }
      super.write(character);
    }

    @Override
    public final void write(String text) {
      write(text, 0, text.length());
    }

    @Override
    public final void write(String text, int offset, int length) {
      holds = true;
      if (heard) {
        hear(text.substring(offset, offset + length));
      }
      super.write(text, offset, length);
    }

    @Override
    public final void write(char[] characters) {
      write(characters, 0, characters.length);
    }

    @Override
    public final void write(char[] characters, int offset, int length) {
      holds = true;
      if (heard) {
        hear(new String(characters, offset, length));
      }
      super.write(characters, offset, length);
    }

    @Override
    public final void writeWordEnd() {}

    @Override
    public final void writeWordStart() {}
  }
}
