package io.echod.net.fault.layer;

import io.echod.net.fault.rule.Fault;
import io.echod.net.fault.rule.FaultRule;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** A rule that is set: since when, how often it has struck, and who waits for its end. */
public final class LiveRule {

  public final FaultRule rule;

  /** The name of its random numbers: two rules of one name have two. */
  public final String stream;

  /** The bucket of the rule, shared by all its connections. */
  final TokenBucket sharedBucket;

  private final long setNanos;
  private final LongAdder strikes = new LongAdder();
  private final Set<FaultLayer> waiting = ConcurrentHashMap.newKeySet();
  private volatile boolean removed;

  /**
   * Sets a rule.
   *
   * @param occurrence how many of the same name are before it
   */
  public LiveRule(FaultRule rule, int occurrence, long setNanos) {
    this.rule = rule;
    stream = occurrence == 0 ? rule.name() : rule.name() + "#" + occurrence;
    this.setNanos = setNanos;
    sharedBucket =
        rule.fault() instanceof Fault.Bandwidth bandwidth
            ? new TokenBucket(bandwidth, setNanos)
            : TokenBucket.NONE;
  }

  /** Whether it is set, and within its time. */
  public boolean isActive(long now) {
    long age = now - setNanos;
    return !removed && age >= rule.scope().begin().toNanos() && age < rule.scope().end().toNanos();
  }

  /** How long until it may be active no more, in ns. */
  public long leftNanos(long now) {
    return removed ? 0 : Math.max(0, rule.scope().end().toNanos() - (now - setNanos));
  }

  /** How long until it begins, in ns; 0 where it has. */
  public long untilBegin(long now) {
    return Math.max(0, rule.scope().begin().toNanos() - (now - setNanos));
  }

  /** How long until so long has passed since it began, in ns; 0 where it has. */
  public long leftOf(long nanos, long now) {
    return Math.max(0, rule.scope().begin().toNanos() + nanos - (now - setNanos));
  }

  /** Counts one strike. */
  public void struck() {
    strikes.increment();
  }

  /** How often it has struck. */
  public long strikes() {
    return strikes.sum();
  }

  void join(FaultLayer layer) {
    waiting.add(layer);
    if (removed) {
      layer.wake();
    }
  }

  void leave(FaultLayer layer) {
    waiting.remove(layer);
  }

  /** From any thread. */
  public void remove() {
    removed = true;
    waiting.forEach(FaultLayer::wake);
  }
}
