package io.echod.measure.report;

import io.echod.measure.report.Report.Fact;
import io.echod.measure.report.Report.Table;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/**
 * A report as one file of HTML: no script, no font, no picture of elsewhere, so that it can be
 * kept, sent and opened anywhere. Its own policy forbids any request.
 */
public final class HtmlPage {

  private static final String POLICY =
      "default-src 'none'; style-src 'unsafe-inline'; img-src data:";

  private final Report report;
  private final Markup page = new Markup();

  private HtmlPage(Report report) {
    this.report = report;
  }

  /** The text of the page. */
  public static String of(Report report) {
    return new HtmlPage(report).write().toString();
  }

  private Markup write() {
    page.raw("<!DOCTYPE html>\n").open("html", "lang", "en").line();
    head();
    page.open("body").line().open("main").line();
    page.element("h1", report.title()).line();
    page.element("p", report.subtitle(), "class", "subtitle").line();
    warnings();
    tiles();
    charts();
    report.tables().forEach(this::table);
    facts();
    return page.close("main").close("body").close("html").line();
  }

  private void head() {
    page.open("head").line();
    page.empty("meta", "charset", "utf-8").line();
    page.empty("meta", "http-equiv", "Content-Security-Policy", "content", POLICY).line();
    page.empty("meta", "name", "viewport", "content", "width=device-width, initial-scale=1").line();
    page.empty("meta", "name", "color-scheme", "content", "light dark").line();
    page.empty("link", "rel", "icon", "href", "data:,").line();
    page.element("title", report.title()).line();
    page.open("style").raw(styleSheet()).close("style").line();
    page.close("head").line();
  }

  private static String styleSheet() {
    try (InputStream file = HtmlPage.class.getResourceAsStream("report.css")) {
      if (file == null) {
        throw new IllegalStateException("report.css is missing");
      }
      return new String(file.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  private void warnings() {
    if (report.warnings().isEmpty()) {
      return;
    }
    page.open("div", "class", "warning", "role", "note").line();
    report.warnings().forEach(warning -> page.element("p", warning).line());
    page.close("div").line();
  }

  private void tiles() {
    page.open("dl", "class", "tiles").line();
    for (Fact tile : report.tiles()) {
      page.open("div").element("dt", tile.name()).element("dd", tile.value()).close("div").line();
    }
    page.close("dl").line();
  }

  private void charts() {
    List<Series> series = report.series();
    PercentileChart percentiles = new PercentileChart(series);
    page.open("section").element("h2", "Latency by percentile").line();
    legend(series.stream().anyMatch(one -> one.serviceTimes().isPresent()));
    figure(percentiles::draw);
    if (series.stream().allMatch(one -> one.slices().isEmpty())) {
      return;
    }
    for (Series one : series) {
      String title = "Latency over time" + (series.size() > 1 ? ": " + one.name() : "");
      if (!one.slices().isEmpty()) {
        page.open("section").element("h2", title).line();
        figure(new HeatMap(one)::draw);
      }
    }
    page.open("section").element("h2", "Throughput and errors").line();
    if (series.size() > 1) {
      legend(false);
    }
    figure(new ThroughputChart(series)::draw);
    intervals();
  }

  private void figure(Function<Canvas.Size, Markup> chart) {
    page.open("figure");
    for (Canvas.Size size : Canvas.Size.values()) {
      page.add(chart.apply(size));
    }
    page.close("figure").close("section").line();
  }

  private void legend(boolean hasServiceTimes) {
    page.open("ul", "class", "legend");
    for (int index = 0; index < report.series().size(); index++) {
      Series one = report.series().get(index);
      page.open("li")
          .element("span", "", "class", "key c" + Series.colour(index))
          .say(one.name())
          .close("li");
    }
    if (hasServiceTimes) {
      page.open("li").element("span", "", "class", "key dashed").say("service time").close("li");
    }
    page.close("ul").line();
  }

  /** The drawings over time as figures, for those who would rather read. */
  private void intervals() {
    page.open("details").element("summary", "The intervals as a table").line();
    for (Series one : report.series()) {
      if (!one.slices().isEmpty()) {
        table(
            new Table(
                one.name() + ", interval by interval",
                List.of("from", "messages/s", "p50", "p99", "max", "errors"),
                one.slices().stream().map(HtmlPage::cells).toList()));
      }
    }
    page.close("details").line();
  }

  private static List<String> cells(Slice slice) {
    return List.of(
        String.format(Locale.ROOT, "%.1f s", slice.startSeconds()),
        Axis.count(slice.messagesPerSecond()),
        Axis.time(slice.p50()),
        Axis.time(slice.p99()),
        Axis.time(slice.max()),
        String.valueOf(slice.errors()));
  }

  private void table(Table table) {
    // Wide ones scroll by themselves, by keys too.
    page.open(
        "div", "class", "scroll", "role", "region", "tabindex", "0", "aria-label", table.caption());
    page.open("table").element("caption", table.caption()).open("thead").open("tr");
    table.head().forEach(this::columnHead);
    page.close("tr").close("thead").open("tbody").line();
    for (List<String> row : table.rows()) {
      page.open("tr").element("th", row.getFirst(), "scope", "row");
      row.stream().skip(1).forEach(cell -> page.element("td", cell));
      page.close("tr").line();
    }
    page.close("tbody").close("table").close("div").line();
  }

  private void columnHead(String name) {
    if (name.isEmpty()) {
      page.element("td", "");
    } else {
      page.element("th", name, "scope", "col");
    }
  }

  private void facts() {
    page.open("section").element("h2", "The run").line().open("dl", "class", "facts").line();
    for (Fact fact : report.facts()) {
      page.element("dt", fact.name()).element("dd", fact.value()).line();
    }
    page.close("dl").close("section").line();
  }
}
