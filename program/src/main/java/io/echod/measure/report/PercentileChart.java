package io.echod.measure.report;

import io.echod.measure.Latencies;
import java.util.List;
import java.util.Locale;
import org.HdrHistogram.Histogram;

/** Latency by percentile: the further to the right, the rarer; each step of the axis is tenfold. */
final class PercentileChart {

  private static final List<Double> NAMED = List.of(0.0, 50.0, 90.0, 99.0, 99.9, 99.99, 99.999);
  private static final int POINTS_PER_DECADE = 40;

  private final List<Series> series;
  private final double decades;

  PercentileChart(List<Series> series) {
    this.series = series;
    long most = series.stream().mapToLong(one -> one.latencies().getTotalCount()).max().orElse(0);
    // The last percentile that means something, and a little room behind it.
    decades = Math.max(1, Math.log10((double) Math.max(1, most) / Latencies.BEYOND_MIN));
  }

  Markup draw(Canvas.Size size) {
    Canvas canvas = new Canvas(size, "Latency by percentile; the figures are in the table below");
    Axis x = new Axis(0, decades, false, canvas.left, canvas.right);
    Axis y = Axis.logarithmic(least(), greatest(), canvas.bottom, canvas.top);
    canvas.vertical(y, Axis::time);
    double free = 0;
    for (double percent : NAMED) {
      double at = rarity(percent);
      double pixel = x.at(at);
      if (at <= decades && pixel >= free) {
        canvas.below(pixel, name(percent));
        free = pixel + (size.isWide() ? 46 : 44);
      }
    }
    canvas.caption("percentile");
    for (int index = 0; index < series.size(); index++) {
      Series one = series.get(index);
      String style = "line c" + Series.colour(index);
      line(canvas, x, y, one.latencies(), style, one.name() + ", latency");
      one.serviceTimes()
          .ifPresent(
              times -> line(canvas, x, y, times, style + " dashed", one.name() + ", service time"));
    }
    return canvas.end();
  }

  private static String name(double percent) {
    return percent == 0 ? "min" : "p" + String.format(Locale.ROOT, "%s", trimmed(percent));
  }

  private static String trimmed(double percent) {
    return percent == Math.rint(percent) ? String.valueOf((int) percent) : String.valueOf(percent);
  }

  /** How rare it is to be above a percentile, as a power of ten. */
  private static double rarity(double percent) {
    return -Math.log10(1 - percent / 100);
  }

  private void line(Canvas canvas, Axis x, Axis y, Histogram nanos, String style, String name) {
    if (nanos.getTotalCount() == 0) {
      return;
    }
    double last =
        Math.min(decades, Math.log10((double) nanos.getTotalCount() / Latencies.BEYOND_MIN));
    StringBuilder path = new StringBuilder();
    double value = 0;
    int points = (int) Math.max(1, Math.ceil(Math.max(0, last) * POINTS_PER_DECADE));
    for (int point = 0; point <= points; point++) {
      double at = Math.max(0, last) * point / points;
      value = nanos.getValueAtPercentile(100 * (1 - Math.pow(10, -at))) / 1e3;
      path.append(point == 0 ? 'M' : 'L')
          .append(String.format(Locale.ROOT, "%.1f %.1f", x.at(at), y.at(value)));
    }
    canvas.markup.open("path", "class", style, "d", path);
    canvas.markup.element("title", name).close("path");
  }

  private double least() {
    return series.stream()
        .flatMap(Series::histograms)
        .filter(one -> one.getTotalCount() > 0)
        .mapToDouble(one -> one.getMinValue() / 1e3)
        .min()
        .orElse(1);
  }

  private double greatest() {
    return series.stream()
        .flatMap(Series::histograms)
        .mapToDouble(one -> one.getMaxValue() / 1e3)
        .max()
        .orElse(10);
  }
}
