package io.echod.net.fault;

import io.echod.dispatcher.Callback;
import io.echod.dispatcher.Dispatcher;
import io.echod.dispatcher.Reason;
import io.echod.net.Listener;
import io.echod.net.datagram.Datagrams;
import io.echod.net.fault.layer.BandwidthLayer;
import io.echod.net.fault.layer.CorruptLayer;
import io.echod.net.fault.layer.CutLayer;
import io.echod.net.fault.layer.DelayLayer;
import io.echod.net.fault.layer.FaultLayer.Site;
import io.echod.net.fault.layer.FaultRandom;
import io.echod.net.fault.layer.GarbageLayer;
import io.echod.net.fault.layer.InputGate;
import io.echod.net.fault.layer.LiveRule;
import io.echod.net.fault.layer.NoCloseNotifyLayer;
import io.echod.net.fault.layer.SilentLayer;
import io.echod.net.fault.layer.SliceLayer;
import io.echod.net.fault.layer.SlowCloseLayer;
import io.echod.net.fault.layer.StallLayer;
import io.echod.net.fault.rule.Fault;
import io.echod.net.fault.rule.FaultRule;
import io.echod.net.fault.rule.FaultScope;
import io.echod.net.layer.Layer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The faults of one listener, or of several that are one to their clients. May be used by several
 * dispatchers; {@link #replace} may be called from any thread.
 *
 * <p>Each rule draws from numbers of its own for each connection, which follow from the seed, the
 * rule's name and the connection's number: another rule beside it changes none of them. Rules of
 * one name differ by their number.
 */
public final class Faults {

  private final long seed;
  private final AtomicLong connections = new AtomicLong();
  private final List<AcceptStaller> followers = new CopyOnWriteArrayList<>();
  private final boolean hasOwnFaults;
  private volatile List<LiveRule> rules = List.of();

  /** Without rules at first. */
  public Faults(long seed) {
    this(seed, false, List.of());
  }

  private Faults(long seed, boolean hasOwnFaults, List<LiveRule> rules) {
    this.seed = seed;
    this.hasOwnFaults = hasOwnFaults;
    this.rules = rules;
  }

  /** These rules, where each connection has {@link OwnFaults} on top of them. */
  public Faults withOwnFaults() {
    return new Faults(seed, true, rules);
  }

  /** The number that repeats the random choices. */
  public long seed() {
    return seed;
  }

  /**
   * Puts these rules in the place of all others, at once. Those replaced end on the connections
   * that have them; the new ones are for connections accepted from now on, in their order: the
   * first is the nearest to the peer.
   *
   * @param now the time of the dispatchers' kernel, from which the times of the rules count
   */
  public synchronized void replace(List<FaultRule> newRules, long now) {
    List<LiveRule> earlier = rules;
    rules = live(newRules, now);
    earlier.forEach(LiveRule::remove);
    followers.removeIf(staller -> !staller.post(rules));
  }

  private static List<LiveRule> live(List<FaultRule> rules, long now) {
    Map<String, Integer> occurrences = new HashMap<>();
    List<LiveRule> live = new ArrayList<>();
    for (FaultRule rule : rules) {
      int before = occurrences.merge(rule.name(), 1, Integer::sum) - 1;
      live.add(new LiveRule(rule, before, now));
    }
    return List.copyOf(live);
  }

  /** The rules that are set. */
  public List<FaultRule> rules() {
    return rules.stream().map(live -> live.rule).toList();
  }

  /** How many connections each rule has struck, by its name, in the order of the rules. */
  public Map<String, Long> strikes() {
    Map<String, Long> counts = new LinkedHashMap<>();
    for (LiveRule live : rules) {
      counts.merge(live.rule.name(), live.strikes(), Long::sum);
    }
    return counts;
  }

  /** For the connections of the listener: the layers of those rules that apply to each. */
  public Layer.Factory layers() {
    return around(Layer.Factory.NONE);
  }

  /** As above, over other layers, such as TLS: faults of handshakes are below those. */
  public Layer.Factory around(Layer.Factory others) {
    return (below, context) -> over(below, others, context);
  }

  private Layer over(Layer below, Layer.Factory others, Layer.Context context) throws IOException {
    long number = connections.incrementAndGet();
    List<LiveRule> set = rules;
    Layer lower = add(below, set, number, context, true);
    Layer top = add(others.over(lower, context), set, number, context, false);
    return hasOwnFaults ? new OwnFaults(top, context, seed, number) : top;
  }

  private Layer add(
      Layer below, List<LiveRule> set, long number, Layer.Context context, boolean areLowest)
      throws IOException {
    Layer top = below;
    for (LiveRule live : set) {
      FaultRandom random = new FaultRandom(seed, live.stream, number);
      boolean isLowest = live.rule.fault() instanceof Fault.HandshakeStall;
      if (isLowest == areLowest && applies(live, number, random, context)) {
        top = over(new Site(top, context, live, random));
      }
    }
    return top;
  }

  /** The layer of a rule; for a rule of clients that ask for a name, once that name is known. */
  static Layer over(Site site) {
    return site.live().rule.scope().serverName().isEmpty() ? layer(site) : new NamedLayer(site);
  }

  /** Those for the datagrams of one socket; on the thread of its dispatcher. */
  public DatagramFaults datagrams(Datagrams socket) {
    return new DatagramFaults(socket, rules, seed, connections.incrementAndGet());
  }

  /** The draw at a place that no offset has. */
  static boolean applies(LiveRule live, long number, FaultRandom random, Layer.Context context)
      throws IOException {
    FaultScope scope = live.rule.scope();
    return number >= scope.firstConnection()
        && number <= scope.lastConnection()
        && live.leftNanos(context.dispatcher().kernel().nanoTime()) > 0
        && (scope.from().isEmpty() || isFrom(scope, context.remoteAddress()))
        && (scope.probability() >= 1 || random.fractionAt(Long.MIN_VALUE) < scope.probability());
  }

  private static boolean isFrom(FaultScope scope, SocketAddress peer) {
    return peer instanceof InetSocketAddress inet
        && scope.from().orElseThrow().contains(inet.getAddress());
  }

  static Layer layer(Site site) {
    return switch (site.live().rule.fault()) {
      case Fault.Refuse _ -> new CutLayer(site, CutLayer.Manner.RESET, Fault.Trigger.AT_ONCE);
      case Fault.AcceptStall _ -> site.below();
      case Fault.OfDatagrams _ -> site.below();
      case Fault.HandshakeStall _ -> new InputGate(site, stall(Fault.FOREVER));
      case Fault.NoCloseNotify _ -> new NoCloseNotifyLayer(site);
      case Fault.SlowOpen slow -> new InputGate(site, stall(slow.time()));
      case Fault.Silent _ -> new SilentLayer(site);
      case Fault.Delay delay -> new DelayLayer(site, delay);
      case Fault.Stall stall ->
          stall.direction() == Fault.Direction.IN
              ? new InputGate(site, stall)
              : new StallLayer(site, stall);
      case Fault.Bandwidth bandwidth -> new BandwidthLayer(site, bandwidth);
      case Fault.Slice slice -> new SliceLayer(site, slice);
      case Fault.Reset reset -> new CutLayer(site, CutLayer.Manner.RESET, reset.after());
      case Fault.End end -> new CutLayer(site, CutLayer.Manner.END, end.after());
      case Fault.HalfClose half -> new CutLayer(site, CutLayer.Manner.HALF_CLOSE, half.after());
      case Fault.SlowClose slow -> new SlowCloseLayer(site, slow);
      case Fault.Corrupt corrupt -> new CorruptLayer(site, corrupt);
      case Fault.Garbage garbage -> new GarbageLayer(site, garbage);
    };
  }

  private static Fault.Stall stall(Duration time) {
    return new Fault.Stall(time, Fault.Trigger.AT_ONCE, Duration.ZERO, Fault.Direction.IN);
  }

  /**
   * Has the listener accept no client while a rule of {@link Fault.AcceptStall} says so, now and
   * after each {@link #replace}. On the listener's thread.
   */
  public void stallAccepts(Listener listener) {
    AcceptStaller staller = new AcceptStaller(listener);
    followers.add(staller);
    staller.follow(rules);
  }

  /** One listener's share of it. */
  private static final class AcceptStaller {

    private final Listener listener;
    private final Dispatcher dispatcher;
    private @Nullable Callback timer;
    private boolean isStalled;

    AcceptStaller(Listener listener) {
      this.listener = listener;
      dispatcher = listener.dispatcher();
    }

    /** From any thread; false where its dispatcher has been closed. */
    boolean post(List<LiveRule> rules) {
      try {
        dispatcher.post(() -> follow(rules));
        return true;
      } catch (RejectedExecutionException closed) {
        return false;
      }
    }

    void follow(List<LiveRule> rules) {
      if (timer != null) {
        timer.cancel();
        timer = null;
      }
      if (!listener.isOpen()) {
        return;
      }
      long now = dispatcher.kernel().nanoTime();
      boolean stall = false;
      long change = Long.MAX_VALUE;
      for (LiveRule live : rules) {
        if (live.rule.fault() instanceof Fault.AcceptStall fault) {
          long untilBegin = live.untilBegin(now);
          long left = Math.min(live.leftNanos(now), live.leftOf(fault.time().toNanos(), now));
          if (untilBegin > 0) {
            change = Math.min(change, untilBegin);
          } else if (left > 0) {
            stall = true;
            change = Math.min(change, left);
            live.struck();
          }
        }
      }
      set(stall);
      if (change < Long.MAX_VALUE) {
        timer =
            dispatcher
                .after(Duration.ofNanos(change), (_, _) -> follow(rules))
                .name("end of a stall of " + listener.name());
      }
    }

    private void set(boolean stall) {
      if (stall != isStalled) {
        isStalled = stall;
        if (stall) {
          dispatcher.pause(listener, Reason.READ);
        } else {
          dispatcher.resume(listener, Reason.READ);
        }
      }
    }
  }
}
