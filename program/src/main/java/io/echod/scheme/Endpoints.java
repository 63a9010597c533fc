package io.echod.scheme;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The endpoints of a session, by the numbers that {@code tcp-fd} gives. No number is used twice, so
 * that one kept for too long reaches nobody else.
 */
final class Endpoints {

  /** As if standard input, output and error had theirs. */
  private static final int FIRST_DESCRIPTOR = 3;

  private final Map<Integer, TcpEndpoint> inUse = new HashMap<>();
  private int lastDescriptor = FIRST_DESCRIPTOR - 1;

  /** Numbers an endpoint. */
  int add(TcpEndpoint endpoint) {
    lastDescriptor++;
    inUse.put(lastDescriptor, endpoint);
    return lastDescriptor;
  }

  void remove(TcpEndpoint endpoint) {
    inUse.remove(endpoint.descriptor);
  }

  /** The endpoint of this number; null where there is none in use. */
  @Nullable TcpEndpoint get(int descriptor) {
    return inUse.get(descriptor);
  }

  /** Whether an endpoint had this number and has ended since. */
  boolean isPast(int descriptor) {
    return descriptor >= FIRST_DESCRIPTOR
        && descriptor <= lastDescriptor
        && !inUse.containsKey(descriptor);
  }

  /** Those in use now, in a list of their own. */
  List<TcpEndpoint> inUse() {
    return List.copyOf(inUse.values());
  }
}
