package io.echod.measure.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.ColorScheme;
import io.echod.dispatcher.kernel.sim.SimNetwork;
import io.echod.dispatcher.kernel.sim.chance.SimOptions;
import io.echod.fixture.Shell;
import io.echod.measure.load.EchoPeers;
import io.echod.measure.load.Interval;
import io.echod.measure.load.Load;
import io.echod.measure.load.LoadResult;
import io.echod.measure.load.Usage;
import io.echod.measure.load.option.LoadOptions;
import io.echod.measure.load.option.Schedule;
import io.echod.measure.load.option.Shape;
import io.echod.measure.load.option.Span;
import io.echod.measure.report.Report.Fact;
import io.echod.measure.report.Report.Table;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The page of a load in a real browser; the screenshots stay in target/screenshots. */
class ReportBrowserTest {

  private static final long SECOND = 1_000_000_000;

  @TempDir private static Path directory;

  private static Playwright playwright;
  private static Browser browser;
  private static String url;

  @BeforeAll
  static void start() throws Exception {
    Shell.assumeInstalled("chromium");
    Path file = directory.resolve("report.html");
    Files.writeString(file, HtmlPage.of(report()));
    url = file.toUri().toString();
    playwright =
        Playwright.create(
            new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
    browser =
        playwright
            .chromium()
            .launch(
                new BrowserType.LaunchOptions()
                    .setExecutablePath(
                        Path.of(Shell.run(directory, "command -v chromium").output().strip()))
                    // Root may not start it otherwise.
                    .setArgs(List.of("--no-sandbox")));
  }

  @AfterAll
  static void stop() {
    if (playwright != null) {
      playwright.close();
    }
  }

  /** A load on a simulated server that stalls for a second, and later corrupts a byte. */
  private static Report report() throws Exception {
    SimNetwork network = new SimNetwork(SimOptions.calm(1));
    long[] bytesSeen = {0};
    LoadOptions options =
        new LoadOptions(
            EchoPeers.listen(
                network,
                EchoPeers.of(
                    now -> now % (10 * SECOND) > 9 * SECOND ? 10 * SECOND - now % (10 * SECOND) : 0,
                    bytes -> {
                      bytesSeen[0] += bytes.length;
                      if (bytesSeen[0] == 64 * 8_000) {
                        bytes[0] ^= 1;
                      }
                      return bytes;
                    })),
            Shape.of(10, 64),
            Schedule.open(500),
            Span.of(Duration.ofSeconds(1), Duration.ofSeconds(20)));
    List<Slice> slices = new ArrayList<>();
    Load.Progress progress =
        new Load.Progress() {
          @Override
          public void interval(Interval interval) {
            slices.add(Slice.of(interval));
          }
        };
    LoadResult result = new Load(network::openKernel, options, Usage.NONE, progress).run();
    assertThat(result.errorCount()).isEqualTo(1);
    BenchRun run = new BenchRun(result, slices, HostUsage.UNKNOWN);
    return new Report(
        "A load on <tcp://10.0.0.3> & \"others\"",
        "Open loop at 500 messages/s.",
        List.of("One message came back with another byte."),
        List.of(new Fact("messages/s", "500"), new Fact("p99", "901 ms")),
        List.of(Series.of("first", run), Series.of("second with a name that is long", run)),
        List.of(
            new Table(
                "Times",
                List.of("", "latency", "service time", "connect", "handshake"),
                List.of(List.of("p50", "123.4 µs", "120.0 µs", "1.25 ms", "12.50 ms")))),
        List.of(
            new Fact("command", "echod bench tcp://10.0.0.3:7 " + "--fail-if p99>1ms ".repeat(9))));
  }

  @ParameterizedTest
  @CsvSource({"LIGHT,1400", "LIGHT,360", "DARK,1400", "DARK,360"})
  void thePageReadsWell(ColorScheme scheme, int width) {
    List<String> requests = new ArrayList<>();
    List<String> complaints = new ArrayList<>();
    try (BrowserContext context =
        browser.newContext(
            new Browser.NewContextOptions()
                .setColorScheme(scheme)
                .setViewportSize(width, width == 360 ? 780 : 900))) {
      Page page = context.newPage();
      page.onRequest(request -> requests.add(request.url()));
      page.onConsoleMessage(message -> complaints.add(message.text()));
      page.navigate(url);
      page.screenshot(
          new Page.ScreenshotOptions()
              .setFullPage(true)
              .setPath(Path.of("target/screenshots/report-" + scheme + "-" + width + ".png")));
      assertThat(page.title()).isEqualTo("A load on <tcp://10.0.0.3> & \"others\"");
      assertThat(page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))
          .isEqualTo(true);
      assertThat(page.locator("svg:visible").count()).isEqualTo(4);
      // Text in drawings is drawn as large as it is meant to be, or nearly.
      assertThat(
              page.evaluate(
                  "Math.min(...[...document.querySelectorAll('svg text')].map(one =>"
                      + " one.getBoundingClientRect().height).filter(high => high > 0))"))
          .satisfies(high -> assertThat(((Number) high).doubleValue()).isGreaterThan(11));
      assertThat(new AxeBuilder(page).analyze().getViolations()).isEmpty();
      assertThat(requests).containsExactly(url);
      assertThat(complaints).isEmpty();
    }
  }

  @Test
  void theIntervalsOpenAndWideTablesScrollByKeys() {
    try (BrowserContext context =
        browser.newContext(new Browser.NewContextOptions().setViewportSize(360, 780))) {
      Page page = context.newPage();
      page.navigate(url);
      page.keyboard().press("Tab");
      assertThat(page.evaluate("document.activeElement.tagName")).isEqualTo("SUMMARY");
      page.keyboard().press("Enter");
      assertThat(page.locator("details table").first().isVisible()).isTrue();
      assertThat(page.locator("details table").first().locator("tbody tr").count())
          .isBetween(20, 22);
      page.keyboard().press("Tab");
      assertThat(page.evaluate("document.activeElement.getAttribute('aria-label')"))
          .isEqualTo("first, interval by interval");
    }
  }
}
