package io.echod.scheme.endpoint;

import io.echod.net.fault.Faults;
import io.echod.scheme.runtime.ScriptLoop;
import java.lang.ref.WeakReference;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The endpoints of a session, by the numbers that {@code tcp-fd} gives. No number is used twice, so
 * that one kept for too long reaches no other endpoint.
 */
public final class Endpoints {

  /** As if standard input, output and error had theirs. */
  private static final int FIRST_DESCRIPTOR = 3;

  private static final int LOST_MIN = 100;

  /** A script that is run again has the same faults again. */
  private static final long FAULT_SEED = 1;

  private final ScriptLoop loop;
  private final SharedBuffer buffer = new SharedBuffer();
  private final Buffers buffers = new Buffers();
  private final Lookups lookups = new Lookups();
  private final Faults faults = new Faults(FAULT_SEED);
  private final Map<Integer, SocketEndpoint> inUse = new HashMap<>();
  private final Map<Integer, WeakReference<SocketEndpoint>> lost = new HashMap<>();
  private int lastDescriptor = FIRST_DESCRIPTOR - 1;
  private final Forgotten forgotten;
  private final Losses losses;
  private final StandardInput standardInput = new StandardInput(this);

  /** None as yet, of a script that runs on the loop. */
  public Endpoints(ScriptLoop loop) {
    this.loop = loop;
    forgotten = new Forgotten(loop, this);
    losses = new Losses(loop);
  }

  /** The script's likely omissions. */
  public Forgotten forgotten() {
    return forgotten;
  }

  /** The script's bytes that were never sent. */
  Losses losses() {
    return losses;
  }

  /** The faults on purpose of the script's listeners. */
  public Faults faults() {
    return faults;
  }

  /** Standard input as an endpoint. */
  public StandardInput standardInput() {
    return standardInput;
  }

  /** The resolver of host names. */
  public Lookups lookups() {
    return lookups;
  }

  int nextDescriptor() {
    lastDescriptor++;
    return lastDescriptor;
  }

  void add(SocketEndpoint endpoint) {
    inUse.put(endpoint.descriptor(), endpoint);
  }

  /** It has ended; the number of one that was lost is known for as long as the script has it. */
  void remove(SocketEndpoint endpoint) {
    if (inUse.remove(endpoint.descriptor()) != null && !endpoint.isDestroyed()) {
      if (lost.size() > 2 * inUse.size() + LOST_MIN) {
        lost.values().removeIf(each -> each.refersTo(null));
      }
      lost.put(endpoint.descriptor(), new WeakReference<>(endpoint));
    }
  }

  /** The endpoint of this number, lost or not; null where there is none, or it was destroyed. */
  public @Nullable SocketEndpoint get(int descriptor) {
    SocketEndpoint endpoint = inUse.get(descriptor);
    if (endpoint != null) {
      return endpoint;
    }
    WeakReference<SocketEndpoint> reference = lost.get(descriptor);
    SocketEndpoint gone = reference == null ? null : reference.get();
    return gone == null || gone.isDestroyed() ? null : gone;
  }

  /** Whether an endpoint had this number and has ended since. */
  public boolean isPast(int descriptor) {
    return descriptor >= FIRST_DESCRIPTOR
        && descriptor <= lastDescriptor
        && !inUse.containsKey(descriptor);
  }

  ScriptLoop loop() {
    return loop;
  }

  /** The one buffer for all of them. */
  public SharedBuffer buffer() {
    return buffer;
  }

  /** Whether a callback is being called: then nothing may wait. */
  public boolean isInCallback() {
    return loop.isInCallback();
  }

  /** Those for one connection each. */
  Buffers buffers() {
    return buffers;
  }

  /** Those in use now, in a list of their own. */
  public List<SocketEndpoint> inUse() {
    return List.copyOf(inUse.values());
  }
}
