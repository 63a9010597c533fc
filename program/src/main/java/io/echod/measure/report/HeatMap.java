package io.echod.measure.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Latency over time: the darker a cell, the more messages had that latency at that time. */
final class HeatMap {

  private static final double FAINTEST = 0.12;

  private final Series series;
  private final int least;
  private final int greatest;

  HeatMap(Series series) {
    this.series = series;
    least =
        series.slices().stream()
            .filter(slice -> !slice.cells().isEmpty())
            .mapToInt(slice -> slice.cells().firstKey())
            .min()
            .orElse(30);
    greatest =
        series.slices().stream()
            .filter(slice -> !slice.cells().isEmpty())
            .mapToInt(slice -> slice.cells().lastKey())
            .max()
            .orElse(least);
  }

  /** Intervals next to each other, put together where there are more than columns. */
  private record Column(double start, double end, SortedMap<Integer, Long> cells) {}

  Markup draw(Canvas.Size size) {
    Canvas canvas = new Canvas(size, "Latency over time as a heat map: " + series.name());
    Axis x = Axis.linear(series.endSeconds(), canvas.left, canvas.right);
    Axis y =
        new Axis(
            Slice.beginning(least), Slice.beginning(greatest + 1), true, canvas.bottom, canvas.top);
    canvas.vertical(y, Axis::time);
    canvas.horizontal(x, Axis::count);
    canvas.caption("seconds");
    List<Column> columns = columns(size.isWide() ? 80 : 30);
    double most =
        columns.stream()
            .flatMap(column -> column.cells.values().stream())
            .mapToLong(Long::longValue)
            .max()
            .orElse(1);
    for (Column column : columns) {
      double from = x.at(column.start);
      double width = Math.max(1, x.at(column.end) - from - 0.5);
      for (Map.Entry<Integer, Long> cell : column.cells.entrySet()) {
        double lower = y.at(Slice.beginning(cell.getKey()));
        double upper = y.at(Slice.beginning(cell.getKey() + 1));
        // The root of it, or a rare stall would not be seen beside the many.
        double shade = FAINTEST + (1 - FAINTEST) * Math.sqrt(cell.getValue() / most);
        canvas.markup.open(
            "rect",
            "class",
            "cell",
            "x",
            from,
            "y",
            upper,
            "width",
            width,
            "height",
            Math.max(1, lower - upper - 0.5),
            "fill-opacity",
            shade);
        canvas.markup.element("title", title(column, cell.getKey(), cell.getValue())).close("rect");
      }
    }
    return canvas.end();
  }

  private static String title(Column column, int cell, long messages) {
    return String.format(
        Locale.ROOT,
        "%d messages of %s to %s at %.1f s",
        messages,
        Axis.time(Slice.beginning(cell)),
        Axis.time(Slice.beginning(cell + 1)),
        column.start);
  }

  private List<Column> columns(int most) {
    List<Slice> slices = series.slices();
    int together = Math.max(1, (slices.size() + most - 1) / most);
    List<Column> columns = new ArrayList<>();
    for (int first = 0; first < slices.size(); first += together) {
      List<Slice> part = slices.subList(first, Math.min(slices.size(), first + together));
      SortedMap<Integer, Long> cells = new TreeMap<>();
      for (Slice slice : part) {
        slice.cells().forEach((cell, count) -> cells.merge(cell, count, Long::sum));
      }
      Slice last = part.getLast();
      columns.add(
          new Column(part.getFirst().startSeconds(), last.startSeconds() + last.seconds(), cells));
    }
    return columns;
  }
}
