package io.echod.scheme;

import io.echod.dispatcher.Endpoint;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** What {@code tcp-listen}, {@code tcp-answer} and {@code tcp-call} give. */
abstract sealed class TcpEndpoint permits TcpListener, TcpConnection {

  final Session session;

  /** What {@code tcp-fd} gives: never used again, so that a stale one reaches nobody else. */
  final int descriptor;

  final String name;

  /** How the trace and messages call it: its name and its descriptor. */
  final String label;

  /** The same at the end of a line. */
  final String labelLine;

  /** The callbacks registered for it, oldest first. */
  final List<IoxCallback> callbacks = new ArrayList<>(1);

  private boolean destroyed;

  TcpEndpoint(Session session, String name) {
    this.session = session;
    this.name = name;
    descriptor = session.endpoints.add(this);
    label = name + " (" + descriptor + ")";
    labelLine = label + "\n";
  }

  /** The script is done with it. */
  final void destroy() {
    destroyed = true;
    session.trace.endpoint("destroyed ", labelLine);
    end();
  }

  /** Ends it, whoever wants that; what is queued is still written. */
  final void end() {
    closed();
    close();
  }

  /** It is of no more use: nobody is called for it any more. */
  final void closed() {
    session.endpoints.remove(this);
    for (IoxCallback callback : List.copyOf(callbacks)) {
      callback.unregister();
    }
  }

  final boolean isDestroyed() {
    return destroyed;
  }

  abstract void close();

  /** What callbacks are registered for. */
  abstract Endpoint endpoint();

  /**
   * Sees to it that the callback has a reason to be called.
   *
   * @return those of the reasons that still hold
   */
  abstract int prepare(int reasons);

  /** Whether READ holds by something that has left the socket already. */
  abstract boolean holdsInput();

  /** Whether somebody is still to be called for such input. */
  final boolean owesInput() {
    return !callbacks.isEmpty() && holdsInput();
  }

  /** A number that changes whenever the script takes such input. */
  abstract long inputTaken();

  /** Whether such input may be delivered now; if not, {@code later} is called when it may. */
  boolean mayDeliver(Runnable later) {
    return true;
  }

  /** A callback registered for it has failed; tells what becomes of it, for the message. */
  abstract String callbackFailed();

  abstract boolean isReadable() throws IOException;

  abstract boolean isWritable() throws IOException;

  abstract boolean isUp();

  @Override
  public final String toString() {
    return "#<endpoint " + label + (destroyed ? ", destroyed>" : ">");
  }
}
