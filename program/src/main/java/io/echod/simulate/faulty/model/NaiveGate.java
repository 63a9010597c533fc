package io.echod.simulate.faulty.model;

import static io.echod.simulate.faulty.model.Flow.plus;

import io.echod.net.fault.rule.Fault;
import io.echod.simulate.script.Script;
import java.time.Duration;
import java.util.Optional;

/** {@link Fault.SlowOpen} and {@link Fault.Stall}, of either direction. */
final class NaiveGate {

  private final long nanos;
  private final long everyNanos;
  private final boolean isTimed;
  private final long afterBytes;
  private final Opened opened;

  /** When it shuts first, at the earliest and at the latest. */
  private final long beginFrom;

  private final long beginBy;

  private NaiveGate(Fault.Stall fault, Flow flow, Opened opened) {
    nanos = Math.min(fault.time().toNanos(), Script.NEVER);
    everyNanos = fault.every().toNanos();
    this.opened = opened;
    isTimed = fault.after().bytes() < 0;
    long afterNanos = fault.after().time().toNanos();
    afterBytes = isTimed ? 0 : fault.after().bytes();
    if (afterBytes == 0) {
      beginFrom = plus(opened.from(), afterNanos);
      beginBy = plus(opened.by(), afterNanos);
    } else if (flow.size() < afterBytes) {
      beginFrom = Script.NEVER;
      beginBy = Script.NEVER;
    } else {
      beginFrom = flow.from()[(int) afterBytes - 1];
      beginBy = flow.by()[(int) afterBytes - 1];
    }
  }

  static Flow slowOpen(Fault.SlowOpen fault, Flow flow, Opened opened) {
    Fault.Stall stall =
        new Fault.Stall(fault.time(), Fault.Trigger.AT_ONCE, Duration.ZERO, Fault.Direction.IN);
    return stall(stall, flow, opened);
  }

  static Flow stall(Fault.Stall fault, Flow flow, Opened opened) {
    return new NaiveGate(fault, flow, opened).through(flow);
  }

  private Flow through(Flow flow) {
    int size = flow.size();
    long[] from = new long[size];
    long[] by = new long[size];
    long lastFrom = 0;
    long lastBy = 0;
    for (int offset = 0; offset < size; offset++) {
      boolean isFree = offset < afterBytes;
      long[] passes =
          isFree
              ? new long[] {flow.from()[offset], flow.by()[offset]}
              : pass(flow.from()[offset], flow.by()[offset]);
      lastFrom = Math.max(lastFrom, passes[0]);
      lastBy = Math.max(lastBy, passes[1]);
      from[offset] = lastFrom;
      by[offset] = lastBy;
    }
    Flow passed =
        flow.withTimes(from, by, end(flow, lastFrom, lastBy)).withPieces(Optional.empty());
    return nanos >= Script.NEVER ? withoutDoubtful(flow, passed) : passed;
  }

  /** Bytes that come about when it shuts for ever may pass or not. */
  private Flow withoutDoubtful(Flow flow, Flow passed) {
    int least = 0;
    while (least < flow.least() && !isDoubtful(flow.from()[least], flow.by()[least])) {
      least++;
    }
    Flow.End end = passed.end();
    boolean isEndSure =
        end.manner() == Flow.Manner.NEVER
            || (least == flow.least() && !isDoubtful(flow.end().from(), flow.end().by()));
    Flow sure = passed.least(least);
    return isEndSure ? sure : sure.withEnd(new Flow.End(Flow.Manner.PERHAPS, end.from(), end.by()));
  }

  private boolean isDoubtful(long from, long by) {
    return isTimed && from < beginBy && by >= beginFrom;
  }

  private Flow.End end(Flow flow, long lastFrom, long lastBy) {
    Flow.End end = flow.end();
    if (end.manner() == Flow.Manner.NEVER) {
      return end;
    }
    boolean isFree = flow.size() < afterBytes || end.manner() == Flow.Manner.RESET;
    long[] passes = isFree ? new long[] {end.from(), end.by()} : pass(end.from(), end.by());
    return new Flow.End(end.manner(), Math.max(lastFrom, passes[0]), Math.max(lastBy, passes[1]));
  }

  /** When something passes that comes between these times. */
  private long[] pass(long from, long by) {
    if (everyNanos > 0) {
      return passOften(from, by);
    }
    // Bytes that come before it begins pass at once; behind a number of bytes none does.
    boolean mayBeBefore = isTimed && from < beginBy;
    boolean isBefore = isTimed && by < beginFrom;
    return new long[] {
      mayBeBefore ? from : Math.max(from, openFrom()), isBefore ? by : Math.max(by, openBy())
    };
  }

  private long openFrom() {
    return Math.min(plus(beginFrom, nanos), Math.max(beginFrom, opened.ruleEnd()));
  }

  private long openBy() {
    return plus(Math.min(plus(beginBy, nanos), Math.max(beginBy, opened.ruleEnd())), Opened.SLACK);
  }

  private long[] passOften(long from, long by) {
    if (by >= Script.NEVER || beginBy >= Script.NEVER) {
      return new long[] {from, Script.NEVER};
    }
    long youngest = from - beginBy;
    long oldest = by - beginFrom;
    if (oldest < 0) {
      return new long[] {from, by};
    }
    long round = Math.max(0, youngest) / everyNanos;
    boolean isOneRound = youngest >= 0 && round == oldest / everyNanos;
    if (isOneRound && oldest % everyNanos < nanos) {
      long open = round * everyNanos + nanos;
      return new long[] {beginFrom + open, beginBy + open + Opened.SLACK};
    }
    boolean isOpen = isOneRound && youngest % everyNanos >= nanos;
    return new long[] {from, isOpen ? by : by + nanos + Opened.SLACK};
  }
}
