package io.echod.cli.bench;

import io.echod.json.Json;
import io.echod.measure.ping.IdleSearch;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Prints how the search for an idle timeout goes, and what it has found. */
final class IdleReport implements IdleSearch.Listener {

  private final PrintWriter output;
  private final boolean isJson;
  private String seen = "";
  private @Nullable IOException failure;

  IdleReport(PrintWriter output, boolean isJson) {
    this.output = output;
    this.isJson = isJson;
  }

  @Override
  public void survived(Duration silence) {
    line("silent for " + seconds(silence) + ": alive");
  }

  @Override
  public void dropped(Duration silence, Duration notice, String why) {
    seen = why;
    line(
        "silent for " + seconds(silence) + ": dropped, seen after " + seconds(notice) + ": " + why);
  }

  @Override
  public void failed(IOException why) {
    failure = why;
  }

  private void line(String text) {
    if (!isJson) {
      output.println(text);
      output.flush();
    }
  }

  /**
   * Prints the result.
   *
   * @throws IOException where the search could not go on
   */
  void finish(String target, IdleSearch search) throws IOException {
    if (failure != null) {
      throw failure;
    }
    Duration dropped = search.dropped();
    if (isJson) {
      Map<String, Object> all = new LinkedHashMap<>();
      all.put("target", target);
      all.put("alive_s", search.alive().toNanos() / 1e9);
      all.put("dropped_s", dropped == null ? Double.NaN : dropped.toNanos() / 1e9);
      all.put("seen", seen);
      output.println(Json.text(all));
      output.flush();
    } else if (dropped == null) {
      String interrupted = search.isInterrupted() ? "; interrupted" : "";
      line(
          "--- "
              + target
              + ": no connection was dropped after a silence of up to "
              + seconds(search.alive())
              + interrupted);
    } else {
      line(
          "--- "
              + target
              + ": a connection is dropped after a silence of "
              + seconds(search.alive())
              + " to "
              + seconds(dropped)
              + "; seen: "
              + seen);
    }
  }

  private static String seconds(Duration time) {
    return String.format(Locale.ROOT, "%.2f s", time.toNanos() / 1e9);
  }
}
