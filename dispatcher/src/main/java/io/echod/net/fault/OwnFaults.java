package io.echod.net.fault;

import io.echod.net.fault.FaultLayer.Site;
import io.echod.net.layer.Layer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * Faults that are put on one connection while it is there, as its peer asks for. Found by {@link
 * io.echod.net.Connection#layer}.
 */
public final class OwnFaults implements Layer {

  private final Context context;
  private final long seed;
  private final long connection;
  private Layer top;

  OwnFaults(Layer below, Context context, long seed, long connection) {
    this.context = context;
    this.seed = seed;
    this.connection = connection;
    top = below;
  }

  /**
   * Puts a fault on the connection; its offsets and times count from now. On the dispatcher's
   * thread, not from within a layer.
   *
   * @throws IllegalArgumentException where it is a fault of listeners
   */
  public void add(FaultRule rule) {
    check(rule);
    LiveRule live = new LiveRule(rule, context.dispatcher().kernel().nanoTime());
    FaultRandom random = new FaultRandom(seed, rule.name(), connection);
    top = Faults.layer(new Site(top, context, live, random));
    context.changed();
  }

  /**
   * Checks that a connection may be given a rule.
   *
   * @throws IllegalArgumentException where it is a fault of listeners
   */
  public static void check(FaultRule rule) {
    if (rule.fault() instanceof Fault.AcceptStall || rule.fault() instanceof Fault.Refuse) {
      throw new IllegalArgumentException(
          "'" + rule.name() + "': the connection is accepted already");
    }
  }

  /** Of the listener, counted from 1. */
  public long connection() {
    return connection;
  }

  @Override
  public int read(ByteBuffer buffer) throws IOException {
    return top.read(buffer);
  }

  @Override
  public int write(ByteBuffer buffer) throws IOException {
    return top.write(buffer);
  }

  @Override
  public boolean flush() throws IOException {
    return top.flush();
  }

  @Override
  public void shutdownOutput() throws IOException {
    top.shutdownOutput();
  }

  @Override
  public int readNeeds() {
    return top.readNeeds();
  }

  @Override
  public int writeNeeds() {
    return top.writeNeeds();
  }

  @Override
  public boolean holdsInput() {
    return top.holdsInput();
  }

  @Override
  public void close() {
    top.close();
  }

  @Override
  public Optional<Layer> below() {
    return Optional.of(top);
  }
}
