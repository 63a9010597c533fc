package io.echod.measure.report;

import io.echod.measure.load.LoadResult;
import java.util.ArrayList;
import java.util.List;

/**
 * A load and what is known beside its result.
 *
 * @param result of the load
 * @param slices of it over time, in order
 * @param host what it has taken of this machine
 */
public record BenchRun(LoadResult result, List<Slice> slices, HostUsage host) {

  /** Copies the list. */
  public BenchRun {
    slices = List.copyOf(slices);
  }

  /** All runs as one, count for count, one after the other in time; one at least. */
  public static BenchRun pooled(List<BenchRun> runs) {
    List<Slice> slices = new ArrayList<>();
    double seconds = 0;
    for (BenchRun run : runs) {
      for (Slice slice : run.slices) {
        slices.add(slice.later(seconds));
      }
      seconds += run.result.seconds();
    }
    return new BenchRun(
        LoadResult.pooled(runs.stream().map(BenchRun::result).toList()),
        slices,
        runs.stream().map(BenchRun::host).reduce(HostUsage::plus).orElseThrow());
  }

  /** CPU time of the server for each message, in microseconds; NaN where it is not known. */
  public double serverCpuMicrosPerMessage() {
    return host.serverCpu()
        .filter(_ -> result.messages() > 0)
        .map(cpu -> cpu.toNanos() / 1e3 / result.messages())
        .orElse(Double.NaN);
  }
}
