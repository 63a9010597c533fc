package io.echod.simulate.faulty.model;

import io.echod.net.fault.rule.Fault;
import io.echod.net.fault.rule.FaultRule;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The faults of a socket of datagrams, which come one by one: what is sent, and in which order. */
public final class NaiveDatagrams {

  /** The first socket of a listener. */
  private static final int SOCKET = 1;

  /** A datagram that may overtake others, or be overtaken. */
  private static final class Late {
    final byte[] bytes;
    int left;

    Late(byte[] bytes, int left) {
      this.bytes = bytes;
      this.left = left;
    }
  }

  private final List<FaultRule> rules;
  private final long seed;
  private final boolean[] losing;
  private final List<Late> late = new ArrayList<>();
  private long number;

  /** The model of a socket with these rules, in their order. */
  public NaiveDatagrams(List<FaultRule> rules, long seed) {
    this.rules = List.copyOf(rules);
    this.seed = seed;
    losing = new boolean[rules.size()];
  }

  /** The datagrams sent at once for the next one: it and those that have waited for it. */
  public List<byte[]> next(byte... datagram) {
    byte[] bytes = datagram;
    int copies = 1;
    int distance = 0;
    for (int index = 0; index < rules.size() && copies > 0; index++) {
      FaultRule rule = rules.get(index);
      double draw = new NaiveDraws(seed, rule.name(), SOCKET).fraction(number);
      switch (rule.fault()) {
        case Fault.Loss loss -> {
          losing[index] = isLost(loss, losing[index], draw);
          copies = losing[index] ? 0 : copies;
        }
        case Fault.Duplicate duplicate -> copies *= draw < duplicate.probability() ? 2 : 1;
        case Fault.Reorder reorder ->
            distance = draw < reorder.probability() ? reorder.distance() : distance;
        case Fault.Truncate truncate ->
            bytes = Arrays.copyOf(bytes, Math.min(bytes.length, truncate.bytes()));
        default -> throw new IllegalArgumentException(rule + " is no fault of datagrams");
      }
    }
    number++;
    if (distance > 0 && copies > 0) {
      late.add(new Late(bytes, distance));
      return List.of();
    }
    List<byte[]> sent = new ArrayList<>();
    for (int copy = 0; copy < copies; copy++) {
      sent.add(bytes);
    }
    sent.addAll(overtaken());
    return sent;
  }

  private List<byte[]> overtaken() {
    late.forEach(one -> one.left--);
    List<byte[]> due = late.stream().filter(one -> one.left <= 0).map(one -> one.bytes).toList();
    late.removeIf(one -> one.left <= 0);
    return due;
  }

  /** Datagrams that have waited for others that have not come for long. */
  public List<byte[]> rest() {
    List<byte[]> rest = late.stream().map(one -> one.bytes).toList();
    late.clear();
    return rest;
  }

  /** Gilbert: a run goes on, or begins, so that the probability is that of all. */
  private static boolean isLost(Fault.Loss loss, boolean wasLost, double draw) {
    double whole = loss.probability();
    if (loss.burst() <= 1 || whole >= 1) {
      return draw < whole;
    }
    double ends = 1.0 / loss.burst();
    return wasLost ? draw >= ends : draw < Math.min(1, whole * ends / (1 - whole));
  }
}
