package io.echod.net.fault;

import io.echod.net.fault.layer.FaultLayer.Site;
import io.echod.net.fault.layer.FaultRandom;
import io.echod.net.fault.layer.LiveRule;
import io.echod.net.fault.rule.Fault;
import io.echod.net.fault.rule.FaultRule;
import io.echod.net.layer.Layer;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/**
 * Faults that are put on one connection while it is there, as its peer asks for. Found by {@link
 * io.echod.net.Connection#layer}.
 */
public final class OwnFaults extends ReplaceableLayer {

  private final Context context;
  private final long seed;
  private final long connection;

  /** How many rules of a name have been added. */
  private final Map<String, Integer> occurrences = new HashMap<>();

  private Layer top;

  OwnFaults(Layer below, Context context, long seed, long connection) {
    this.context = context;
    this.seed = seed;
    this.connection = connection;
    top = below;
  }

  /**
   * Puts a fault on the connection, where its scope has it; its offsets and times count from now.
   * On the dispatcher's thread, not from within a layer.
   *
   * @throws IllegalArgumentException where it is a fault of listeners or of datagrams
   * @throws IOException where the connection has no address any more
   */
  public void add(FaultRule rule) throws IOException {
    check(rule);
    int before = occurrences.merge(rule.name(), 1, Integer::sum) - 1;
    LiveRule live = new LiveRule(rule, before, context.dispatcher().kernel().nanoTime());
    FaultRandom random = new FaultRandom(seed, live.stream, connection);
    if (Faults.applies(live, connection, random, context)) {
      top = Faults.over(new Site(top, context, live, random));
      context.changed();
    }
  }

  /**
   * Checks that a connection may be given a rule.
   *
   * @throws IllegalArgumentException where it is a fault of listeners or of datagrams
   */
  public static void check(FaultRule rule) {
    if (rule.fault() instanceof Fault.AcceptStall || rule.fault() instanceof Fault.Refuse) {
      throw new IllegalArgumentException(
          "'" + rule.name() + "': the connection is accepted already");
    }
    if (rule.fault().isOfDatagrams()) {
      throw new IllegalArgumentException(
          "'" + rule.name() + "' is a fault of datagrams, and this is a connection");
    }
  }

  /** The connection's number at its listener, counted from 1. */
  public long connection() {
    return connection;
  }

  @Override
  Layer top() {
    return top;
  }
}
