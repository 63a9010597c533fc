package io.echod.simulate.faulty.model;

import static io.echod.simulate.faulty.model.Flow.plus;

import io.echod.net.fault.rule.Fault;
import io.echod.simulate.script.Script;

/** {@link Fault.Reset}, {@link Fault.End} and {@link Fault.HalfClose}. */
final class NaiveCut {

  /** How long a reset may wait until the peer has got all, beside the way there and back. */
  private static final long LOOK_NANOS = 50_000_000;

  private NaiveCut() {}

  static Flow of(Flow.Manner manner, Fault.Trigger after, Flow flow, Opened opened) {
    return after.bytes() < 0
        ? afterTime(manner, after.time().toNanos(), flow, opened)
        : afterBytes(manner, after.bytes(), flow, opened);
  }

  private static Flow afterBytes(Flow.Manner manner, long bytes, Flow flow, Opened opened) {
    if (flow.size() < bytes) {
      return flow;
    }
    int most = (int) bytes;
    long from = most == 0 ? opened.from() : flow.from()[most - 1];
    long by = most == 0 ? opened.by() : flow.by()[most - 1];
    Flow.Manner sure = flow.least() < most ? Flow.Manner.PERHAPS : manner;
    return flow.cut(most, Math.min(most, flow.least()), end(sure, from, by));
  }

  private static Flow.End end(Flow.Manner manner, long from, long by) {
    return from >= Script.NEVER
        ? Flow.End.NEVER
        : new Flow.End(manner, from, plus(by, Opened.SLACK));
  }

  private static Flow afterTime(Flow.Manner manner, long nanos, Flow flow, Opened opened) {
    long from = plus(opened.from(), nanos);
    long by = plus(opened.by(), nanos);
    Flow.End own = flow.end();
    if (own.by() < from) {
      return flow;
    }
    int most = 0;
    int least = 0;
    while (most < flow.size() && flow.from()[most] < by) {
      least = flow.by()[most] < from ? most + 1 : least;
      most++;
    }
    Flow.End end =
        own.from() > plus(by, Opened.SLACK)
            ? end(manner, from, by)
            : new Flow.End(
                Flow.Manner.EITHER,
                Math.min(own.from(), from),
                Math.max(own.by(), plus(by, Opened.SLACK)));
    return flow.cut(most, Math.min(least, flow.least()), end);
  }

  /** How late an end may come because the peer is to get all before. */
  static long lateNanos(Flow.Manner manner, long wayNanos) {
    boolean isReset = manner == Flow.Manner.RESET || manner == Flow.Manner.EITHER;
    return isReset ? LOOK_NANOS + 2 * wayNanos : 0;
  }
}
