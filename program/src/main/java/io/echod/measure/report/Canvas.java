package io.echod.measure.report;

import java.util.function.DoubleFunction;

/**
 * The frame of a chart: a drawing of SVG with axes, grid and names. Each chart is drawn twice, wide
 * and for phones, so that text stays as large as that around it.
 */
final class Canvas {

  /** How large a drawing is, in pixels. */
  enum Size {
    WIDE(920, 320),
    NARROW(330, 270);

    final int width;
    final int height;

    Size(int width, int height) {
      this.width = width;
      this.height = height;
    }

    boolean isWide() {
      return this == WIDE;
    }

    String style() {
      return isWide() ? "wide" : "narrow";
    }
  }

  private static final int LEFT = 62;
  private static final int RIGHT = 14;
  private static final int TOP = 14;
  private static final int BOTTOM = 44;

  final Size size;
  final double left = LEFT;
  final double right;
  final double top = TOP;
  final double bottom;
  final Markup markup = new Markup();

  /** Begins a drawing; its name is what a reader who can't see it is read. */
  Canvas(Size size, String name) {
    this.size = size;
    right = size.width - RIGHT;
    bottom = size.height - BOTTOM;
    markup.open(
        "svg",
        "class",
        "chart " + size.style(),
        "viewBox",
        "0 0 " + size.width + " " + size.height,
        "role",
        "img",
        "aria-label",
        name);
  }

  /** Names values on the left, with lines across. */
  void vertical(Axis axis, DoubleFunction<String> names) {
    for (double tick : axis.ticks(6)) {
      double y = axis.at(tick);
      markup.empty("line", "class", "grid", "x1", left, "x2", right, "y1", y, "y2", y);
      markup.element("text", names.apply(tick), "class", "y", "x", left - 8, "y", y + 4);
    }
  }

  /** Names values below. */
  void horizontal(Axis axis, DoubleFunction<String> names) {
    for (double tick : axis.ticks(size.isWide() ? 8 : 4)) {
      below(axis.at(tick), names.apply(tick));
    }
  }

  /** One name below, with a line up. */
  void below(double x, String name) {
    markup.empty("line", "class", "grid", "x1", x, "x2", x, "y1", top, "y2", bottom);
    // Not beyond the drawing's edge.
    double inside = Math.min(x, right - 3.2 * name.length() + 8);
    markup.element("text", name, "class", "x", "x", inside, "y", bottom + 18);
  }

  /** The quantity of the axis below. */
  void caption(String text) {
    markup.element("text", text, "class", "x", "x", (left + right) / 2, "y", size.height - 6.0);
  }

  Markup end() {
    return markup.close("svg").line();
  }
}
