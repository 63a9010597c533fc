package io.echod.cli.bench;

import io.echod.measure.load.option.LoadOptions;
import io.echod.measure.load.option.Span;
import java.time.Duration;

/** How long the loads of a search last: short ones to find the rate, a whole one to confirm it. */
final class SearchSpan {

  private static final int PART = 5;
  private static final Duration PROBE_MIN = Duration.ofMillis(500);

  private SearchSpan() {}

  static LoadOptions of(LoadOptions options, double rate, boolean isConfirmation) {
    Span whole = options.span();
    Duration part = whole.duration().dividedBy(PART);
    Duration length = part.compareTo(PROBE_MIN) < 0 ? PROBE_MIN : part;
    Span span =
        isConfirmation
            ? whole
            : new Span(
                shorter(whole.warmup(), length), length, 0, whole.timeout(), whole.interval());
    return options.withRate(rate).withSpan(span);
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }
}
