package io.echod.measure.report;

import java.util.List;
import java.util.Locale;

/** Messages per second over time; intervals with errors are marked at the bottom. */
final class ThroughputChart {

  private final List<Series> series;

  ThroughputChart(List<Series> series) {
    this.series = series;
  }

  Markup draw(Canvas.Size size) {
    Canvas canvas = new Canvas(size, "Messages per second over time, with errors");
    double seconds = series.stream().mapToDouble(Series::endSeconds).max().orElse(1);
    double most =
        series.stream()
            .flatMap(one -> one.slices().stream())
            .filter(slice -> !slice.isRest())
            .mapToDouble(Slice::messagesPerSecond)
            .max()
            .orElse(1);
    Axis x = Axis.linear(seconds, canvas.left, canvas.right);
    Axis y = Axis.linear(most * 1.05, canvas.bottom, canvas.top);
    canvas.vertical(y, Axis::count);
    canvas.horizontal(x, Axis::count);
    canvas.caption("seconds");
    for (int index = 0; index < series.size(); index++) {
      draw(canvas, x, y, series.get(index), index);
    }
    return canvas.end();
  }

  private static void draw(Canvas canvas, Axis x, Axis y, Series one, int index) {
    StringBuilder path = new StringBuilder();
    for (Slice slice : one.slices()) {
      if (slice.isRest()) {
        continue;
      }
      // A step for each interval: what happened within it is not known.
      path.append(path.isEmpty() ? 'M' : 'L')
          .append(point(x.at(slice.startSeconds()), y.at(slice.messagesPerSecond())))
          .append('L')
          .append(
              point(x.at(slice.startSeconds() + slice.seconds()), y.at(slice.messagesPerSecond())));
    }
    if (path.isEmpty()) {
      return;
    }
    canvas.markup.open("path", "class", "line c" + Series.colour(index), "d", path);
    canvas.markup.element("title", one.name()).close("path");
    for (Slice slice : one.slices()) {
      if (slice.errors() > 0) {
        double from = x.at(slice.startSeconds());
        double width = Math.max(2, x.at(slice.startSeconds() + slice.seconds()) - from);
        canvas.markup.open(
            "rect",
            "class",
            "error",
            "x",
            from,
            "y",
            canvas.bottom - 6,
            "width",
            width,
            "height",
            6.0);
        canvas
            .markup
            .element(
                "title",
                String.format(
                    Locale.ROOT, "%d errors at %.1f s", slice.errors(), slice.startSeconds()))
            .close("rect");
      }
    }
  }

  private static String point(double x, double y) {
    return String.format(Locale.ROOT, "%.1f %.1f", x, y);
  }
}
