package io.echod.simulate.faulty;

import io.echod.net.fault.rule.Fault;
import io.echod.net.fault.rule.FaultRule;
import io.echod.net.fault.rule.FaultScope;
import io.echod.simulate.faulty.model.Flow;
import io.echod.simulate.faulty.model.NaiveDraws;
import io.echod.simulate.faulty.model.NaiveFaults;
import io.echod.simulate.faulty.model.Opened;
import io.echod.simulate.scenario.Tally;
import io.echod.simulate.scenario.Violation;
import io.echod.simulate.script.Recording;
import io.echod.simulate.script.Script;
import io.echod.simulate.script.ScriptedClient;
import io.echod.simulate.script.ScriptedClient.Fate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/** Compares what clients have got with what the faults leave them, by a naive model of each. */
final class FaultyCheck {

  private final FaultyPlan plan;
  private final Tally tally;
  private final List<FaultRule> rules;
  private final long wayNanos;

  /** The clients that have sent all; only looked up, as a hash map promises no order. */
  private final Map<ScriptedClient, Flow> known = new HashMap<>();

  FaultyCheck(FaultyPlan plan, Tally tally) {
    this.plan = plan;
    this.tally = tally;
    rules = plan.rules().stream().filter(rule -> !rule.fault().isOfDatagrams()).toList();
    wayNanos = plan.latencyNanos();
  }

  /**
   * Whether nothing more is to come.
   *
   * @param isLate whether who has not sent all by now never will
   */
  boolean isSettled(ScriptedClient client, int number, boolean isLate) {
    boolean sendsNoMore = client.hasSentAll() || (isLate && isStalled(number));
    if (client.connectedNanos() >= Script.NEVER || !sendsNoMore) {
      return false;
    }
    Flow expected =
        client.hasSentAll()
            ? known.computeIfAbsent(client, _ -> expected(client, number))
            : expected(client, number);
    boolean hasAll = client.got().size() >= eventual(expected);
    boolean endsInTheEnd =
        expected.end().manner() != Flow.Manner.NEVER
            && expected.end().manner() != Flow.Manner.PERHAPS
            && expected.end().from() < Script.NEVER;
    return hasAll && (!endsInTheEnd || client.fate() != Fate.CONNECTED);
  }

  /** Whether the server reads no more, so that a window is full at last. */
  private boolean isStalled(int number) {
    return rules.stream()
        .anyMatch(rule ->
            rule.fault() instanceof Fault.Stall stall
                && stall.time().equals(Fault.FOREVER)
                && concerns(rule, number, 0));
  }

  private static int eventual(Flow flow) {
    int count = 0;
    while (count < flow.least() && flow.from()[count] < Script.NEVER) {
      count++;
    }
    return count;
  }

  /** The bytes that it must see, from those that it has sent. */
  private Flow expected(ScriptedClient client, int number) {
    long offered = client.connectedNanos() - wayNanos;
    long[] accepted = accepted(offered);
    Flow flow = arriving(client, accepted);
    List<FaultRule> concerned =
        rules.stream().filter(rule -> concerns(rule, number, accepted[0])).toList();
    for (FaultRule rule : concerned) {
      flow = NaiveFaults.in(rule, flow, opened(rule, number, accepted));
    }
    for (FaultRule rule : concerned.reversed()) {
      flow = NaiveFaults.out(rule, flow, opened(rule, number, accepted));
    }
    return NaiveFaults.received(flow, wayNanos);
  }

  private Opened opened(FaultRule rule, int number, long... accepted) {
    return new Opened(
        accepted[0],
        accepted[1],
        Math.min(rule.scope().end().toNanos(), Script.NEVER),
        new NaiveDraws(plan.faultSeed(), rule.name(), number));
  }

  private boolean concerns(FaultRule rule, int number, long acceptedNanos) {
    FaultScope scope = rule.scope();
    return number >= scope.firstConnection()
        && number <= scope.lastConnection()
        && acceptedNanos < scope.end().toNanos()
        && new NaiveDraws(plan.faultSeed(), rule.name(), number).concerns(scope.probability());
  }

  /** When one is accepted that waits for it since then: at the earliest, and at the latest. */
  private long[] accepted(long offeredNanos) {
    long from = offeredNanos;
    long by = offeredNanos;
    for (FaultRule rule : rules) {
      if (rule.fault() instanceof Fault.AcceptStall stall) {
        long begin = rule.scope().begin().toNanos();
        long end = Math.min(begin + stall.time().toNanos(), rule.scope().end().toNanos());
        boolean isSure = begin == 0 || (plan.isQuiet() && offeredNanos > begin + Opened.SLACK);
        from = isSure ? Math.max(from, end) : from;
        by = offeredNanos >= begin ? Math.max(by, end) : by;
      }
    }
    return new long[] {from, plan.isQuiet() ? by + Opened.SLACK : Script.NEVER};
  }

  /** The bytes that come to the server, and when it may read them. */
  private Flow arriving(ScriptedClient client, long... accepted) {
    Recording sent = client.sent();
    long[] times = sent.times();
    long[] from = new long[times.length];
    long[] by = new long[times.length];
    SortedSet<Integer> pieces = new TreeSet<>(sent.beginnings());
    boolean areApart = plan.isQuiet();
    long last = accepted[1];
    for (int offset = 0; offset < times.length; offset++) {
      long arrives = times[offset] + wayNanos;
      from[offset] = Math.max(accepted[0], arrives);
      by[offset] = plan.isQuiet() ? Math.max(accepted[1], arrives) + Opened.SLACK : Script.NEVER;
      if (pieces.contains(offset)) {
        areApart &= arrives >= last;
        last = by[offset];
      }
    }
    long ended = client.endSentNanos() + wayNanos;
    Flow.End end =
        client.endSentNanos() >= Script.NEVER
            ? Flow.End.NEVER
            : new Flow.End(
                Flow.Manner.END,
                Math.max(accepted[0], ended),
                plan.isQuiet() ? Math.max(accepted[1], ended) + Opened.SLACK : Script.NEVER);
    return new Flow(
        sent.bytes(),
        times.length,
        from,
        by,
        end,
        areApart ? Optional.of(pieces) : Optional.empty());
  }

  /** Checks what it has got by now, in which time nothing more was to come. */
  void check(ScriptedClient client, int number) {
    Flow expected =
        Objects.requireNonNullElseGet(known.get(client), () -> expected(client, number));
    byte[] got = client.got().bytes();
    long[] times = client.got().times();
    check(
        got.length <= expected.bytes().length,
        client,
        "got " + (got.length - expected.bytes().length) + " bytes too many");
    int wrong = Arrays.mismatch(got, Arrays.copyOf(expected.bytes(), got.length));
    check(wrong < 0, client, "got a wrong byte at offset " + wrong);
    for (int offset = 0; offset < got.length; offset++) {
      long early = expected.from()[offset] - times[offset];
      check(early <= 0, client, "got byte " + offset + " " + early + " ns early");
      long late = times[offset] - expected.by()[offset];
      check(late <= 0, client, "got byte " + offset + " " + late + " ns late");
    }
    checkEnd(client, expected.end());
    count(number);
  }

  private static void checkEnd(ScriptedClient client, Flow.End end) {
    if (end.manner() == Flow.Manner.PERHAPS) {
      return;
    }
    boolean isOpen = client.fate() == Fate.CONNECTED;
    boolean isNone = end.manner() == Flow.Manner.NEVER || end.from() >= Script.NEVER;
    check(isNone == isOpen, client, isOpen ? "was not ended" : "was ended without a reason");
    if (isNone) {
      return;
    }
    boolean isExpected =
        switch (end.manner()) {
          case END -> client.fate() == Fate.ENDED;
          case RESET -> client.fate() == Fate.RESET;
          default -> true;
        };
    check(isExpected, client, "was to see: " + end.manner());
    long early = end.from() - client.fateNanos();
    check(early <= 0, client, "was ended " + early + " ns early");
    long late = client.fateNanos() - end.by();
    check(late <= 0, client, "was ended " + late + " ns late");
  }

  private void count(int number) {
    for (FaultRule rule : rules) {
      if (concerns(rule, number, 0)) {
        tally.count("on purpose " + kind(rule) + (plan.isQuiet() ? ", timed" : ""));
      }
    }
  }

  static String kind(FaultRule rule) {
    return rule.name().split("[=,]", 2)[0];
  }

  private static void check(boolean kept, ScriptedClient client, String otherwise) {
    if (!kept) {
      throw Violation.correctness(client.account() + " " + otherwise);
    }
  }

  /** Checks what all clients share. */
  void checkTogether(List<ScriptedClient> clients) {
    for (FaultRule rule : rules) {
      switch (rule.fault()) {
        case Fault.Bandwidth rate when rate.isShared() && !hasGarbage() ->
            checkRate(rule, rate, clients);
        case Fault.AcceptStall stall -> checkBacklog(rule, stall, clients);
        default -> {}
      }
    }
  }

  /** A rate above it does not know of them. */
  private boolean hasGarbage() {
    return rules.stream().anyMatch(rule -> rule.fault() instanceof Fault.Garbage);
  }

  /** No more than the bucket holds and gets. */
  private void checkRate(FaultRule rule, Fault.Bandwidth rate, List<ScriptedClient> clients) {
    List<Long> times = new ArrayList<>();
    for (int index = 0; index < clients.size(); index++) {
      if (concerns(rule, index + 1, 0)) {
        Arrays.stream(clients.get(index).got().times()).forEach(times::add);
      }
    }
    times.sort(null);
    for (int count = 1; count <= times.size(); count++) {
      double most = rate.burst() + rate.bytesPerSecond() * (times.get(count - 1) / 1e9);
      Violation.check(
          count <= most + 1, "all got " + count + " bytes together, and should have " + most);
    }
  }

  /** Linux lets one more wait than the backlog says. */
  private void checkBacklog(FaultRule rule, Fault.AcceptStall stall, List<ScriptedClient> clients) {
    long begin = rule.scope().begin().toNanos();
    long end = Math.min(begin + stall.time().toNanos(), rule.scope().end().toNanos());
    boolean isSure = begin == 0 || plan.isQuiet();
    long waiting =
        clients.stream()
            .mapToLong(client -> client.connectedNanos() - wayNanos)
            .filter(offered -> offered > begin + Opened.SLACK && offered < end)
            .count();
    Violation.check(
        !isSure || waiting <= plan.backlog() + 1,
        waiting + " clients were connected during a stall, and the backlog is " + plan.backlog());
  }
}
