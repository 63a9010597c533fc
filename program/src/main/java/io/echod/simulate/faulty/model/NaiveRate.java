package io.echod.simulate.faulty.model;

import static io.echod.simulate.faulty.model.Flow.plus;

import io.echod.net.fault.rule.Fault;
import io.echod.net.fault.rule.FaultScope;
import io.echod.simulate.script.Script;
import java.util.Arrays;
import java.util.Optional;

/** {@link Fault.Bandwidth} and {@link Fault.Slice}: bytes that wait for those before them. */
final class NaiveRate {

  private static final double SECOND = 1e9;

  /** It goes on once it may send what it sends in that time. */
  private static final double PORTION_SECONDS = 0.002;

  private NaiveRate() {}

  static Flow bandwidth(Fault.Bandwidth fault, FaultScope scope, Flow flow, Opened opened) {
    if (fault.isShared()) {
      // The share that others leave of it depends on them.
      long[] never = new long[flow.size()];
      Arrays.fill(never, Script.NEVER);
      Flow.End end = flow.end();
      return flow.withTimes(
          flow.from(), never, new Flow.End(end.manner(), end.from(), Script.NEVER));
    }
    double rate = fault.bytesPerSecond() / SECOND;
    double portion =
        Math.clamp(fault.bytesPerSecond() * PORTION_SECONDS, 1, (double) fault.burst());
    long late = (long) (portion / rate) + Opened.SLACK;
    long[] from = filled(fault, scope, flow.from(), opened.from());
    long[] by = filled(fault, scope, flow.by(), opened.by());
    for (int offset = 0; offset < by.length; offset++) {
      by[offset] = plus(by[offset], late);
    }
    return behind(flow, from, by, 0, 0);
  }

  /** When each byte may go, out of a bucket that is full at the beginning. */
  private static long[] filled(
      Fault.Bandwidth fault, FaultScope scope, long[] comes, long openedNanos) {
    double rate = fault.bytesPerSecond() / SECOND;
    double tokens = fault.burst();
    double filledAt = (double) openedNanos;
    long[] goes = new long[comes.length];
    double last = 0;
    for (int offset = 0; offset < comes.length; offset++) {
      double time = Math.max((double) comes[offset], last);
      if (comes[offset] < Script.NEVER && isWithin(scope, offset)) {
        tokens = Math.min((double) fault.burst(), tokens + Math.max(0, time - filledAt) * rate);
        double missing = Math.max(0, 1 - tokens);
        time += missing / rate;
        tokens += missing - 1;
        filledAt = Math.max(filledAt, time);
      }
      last = time;
      goes[offset] = comes[offset] < Script.NEVER ? (long) time : Script.NEVER;
    }
    return goes;
  }

  private static boolean isWithin(FaultScope scope, long offset) {
    return offset >= scope.firstByte() && offset < scope.endByte();
  }

  static Flow slice(Fault.Slice fault, FaultScope scope, Flow flow, NaiveDraws draws) {
    long gap = fault.gap().toNanos();
    long[] from = flow.from().clone();
    long[] by = flow.by().clone();
    long openFrom = 0;
    long openBy = 0;
    int left = 0;
    for (int offset = 0; offset < from.length; offset++) {
      long lastFrom = offset == 0 ? 0 : from[offset - 1];
      long lastBy = offset == 0 ? 0 : by[offset - 1];
      boolean isSliced = isWithin(scope, offset);
      from[offset] = Math.max(Math.max(from[offset], lastFrom), isSliced ? openFrom : 0);
      by[offset] = Math.max(Math.max(by[offset], lastBy), isSliced ? openBy : 0);
      if (isSliced) {
        left = left == 0 ? fault.min() + draws.below(offset, fault.max() - fault.min() + 1) : left;
        if (--left == 0) {
          openFrom = plus(from[offset], gap);
          openBy = plus(by[offset], gap == 0 ? 0 : gap + Opened.SLACK / 8);
        }
      }
    }
    boolean isOver = !isWithin(scope, from.length);
    return behind(
        flow, from, looser(by), isOver ? 0 : openFrom, isOver ? 0 : openBy + Opened.SLACK);
  }

  private static long[] looser(long... by) {
    return Arrays.stream(by).map(time -> plus(time, Opened.SLACK)).toArray();
  }

  /** The end comes behind the last byte; and, where it is none of a reset, once it is open. */
  private static Flow behind(Flow flow, long[] from, long[] by, long openFrom, long openBy) {
    Flow.End end = flow.end();
    if (end.manner() != Flow.Manner.NEVER) {
      boolean waits = end.manner() != Flow.Manner.RESET;
      int last = from.length - 1;
      long earliest = Math.max(end.from(), last < 0 ? 0 : from[last]);
      long latest = Math.max(end.by(), last < 0 ? 0 : by[last]);
      end =
          new Flow.End(
              end.manner(),
              waits ? Math.max(earliest, openFrom) : earliest,
              waits ? Math.max(latest, openBy) : latest);
    }
    return flow.withTimes(from, by, end).withPieces(Optional.empty());
  }
}
