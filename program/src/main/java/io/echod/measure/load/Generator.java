package io.echod.measure.load;

import io.echod.measure.Latencies;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.HdrHistogram.Histogram;

/**
 * How the generator itself has fared, and whether the results are the server's or its own.
 *
 * @param cpu the busiest thread's share of a core, 0 to 1
 * @param loopLagMicros how late timers were, at the 99th percentile
 * @param loopLagMaxMicros how late the latest was
 * @param gcPauseMillis garbage collections in all
 * @param reasons why the run is invalid; empty where it is valid
 */
public record Generator(
    double cpu,
    double loopLagMicros,
    double loopLagMaxMicros,
    long gcPauseMillis,
    List<String> reasons) {

  static final double CPU_MAX = 0.8;
  static final double LAG_MICROS_MAX = 10_000;
  static final double LAG_ONCE_MICROS_MAX = 100_000;
  static final double GC_SHARE_MAX = 0.01;
  static final double ISSUED_MIN = 0.99;

  /** Copies the list. */
  public Generator {
    reasons = List.copyOf(reasons);
  }

  /**
   * Judges.
   *
   * @param scheduled messages of the schedule in the measured time; 0 in a closed loop
   * @param issued those of them that the generator has come to, whether connections had room or not
   */
  static Generator judge(
      double cpu, Histogram lags, long gcMillis, double seconds, double scheduled, long issued) {
    boolean any = lags.getTotalCount() > 0;
    double lag = any ? lags.getValueAtPercentile(99) / 1e3 : 0;
    double lagMax = any ? Latencies.of(lags).max() : 0;
    List<String> reasons = new ArrayList<>();
    if (issued < scheduled * ISSUED_MIN) {
      reasons.add(
          String.format(
              Locale.ROOT, "it came to %d of %.0f messages of the schedule", issued, scheduled));
    }
    if (cpu > CPU_MAX) {
      reasons.add(
          String.format(Locale.ROOT, "it took %.0f %% of a core, more than 80 %%", cpu * 100));
    }
    if (lag > LAG_MICROS_MAX) {
      reasons.add(
          String.format(
              Locale.ROOT, "its timers were %.1f ms late at the 99th percentile", lag / 1e3));
    }
    if (lagMax > LAG_ONCE_MICROS_MAX) {
      reasons.add(String.format(Locale.ROOT, "it stood still for %.0f ms", lagMax / 1e3));
    }
    if (gcMillis > GC_SHARE_MAX * seconds * 1e3) {
      reasons.add(String.format(Locale.ROOT, "garbage collections took %d ms", gcMillis));
    }
    return new Generator(cpu, lag, lagMax, gcMillis, reasons);
  }

  /** The worst of several runs in each respect, with the reasons of all. */
  static Generator worst(List<Generator> all) {
    return new Generator(
        all.stream().mapToDouble(Generator::cpu).max().orElse(0),
        all.stream().mapToDouble(Generator::loopLagMicros).max().orElse(0),
        all.stream().mapToDouble(Generator::loopLagMaxMicros).max().orElse(0),
        all.stream().mapToLong(Generator::gcPauseMillis).sum(),
        all.stream().flatMap(one -> one.reasons().stream()).distinct().toList());
  }

  /** Whether the generator was the bottleneck, so that the run is invalid. */
  public boolean isLimited() {
    return !reasons.isEmpty();
  }
}
