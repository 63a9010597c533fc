package io.echod.scheme.endpoint;

import io.echod.scheme.output.Trace;
import io.echod.scheme.runtime.EventSource;
import io.echod.scheme.runtime.ScriptLoop;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The result of {@code tcp-listen}, {@code tcp-answer}, {@code tcp-call} and {@code udp-open}. */
public abstract sealed class SocketEndpoint extends EventSource
    permits TcpListener, TcpConnection, UdpEndpoint {

  final Endpoints endpoints;
  final ScriptLoop loop;
  final Trace trace;

  private final int descriptor;
  private String name;

  /** Null until it is asked for. */
  private @Nullable String labelLine;

  private boolean destroyed;

  SocketEndpoint(Endpoints endpoints, String name) {
    this(endpoints, name, endpoints.nextDescriptor());
  }

  private SocketEndpoint(Endpoints endpoints, String name, int descriptor) {
    super(labelOf(name, descriptor));
    this.endpoints = endpoints;
    this.name = name;
    this.descriptor = descriptor;
    loop = endpoints.loop();
    trace = loop.trace();
    endpoints.add(this);
  }

  private static String labelOf(String name, int descriptor) {
    return name + " (" + descriptor + ")";
  }

  /** Its name was made from what was asked for; now the system has another. */
  final void rename(String newName) {
    name = newName;
    relabel(labelOf(newName, descriptor));
    labelLine = null;
  }

  /**
   * The result of {@code tcp-fd}: never used again, so that a stale one reaches no other endpoint.
   */
  public final int descriptor() {
    return descriptor;
  }

  /** The result of {@code tcp-name}. */
  public final String name() {
    return name;
  }

  /** Its label at the end of a line of the trace. */
  public final String labelLine() {
    String line = labelLine;
    if (line == null) {
      line = label() + "\n";
      labelLine = line;
    }
    return line;
  }

  /** The script is done with it. */
  public final void destroy() {
    destroying();
    destroyed = true;
    trace.endpoint("destroyed ", labelLine());
    end();
  }

  /** The script is about to be done with it. */
  void destroying() {}

  /** Ends it, for any caller; queued bytes are still written. */
  public final void end() {
    closed();
    close();
    loop.background().turn();
  }

  /** It is of no more use: no callback is called for it any more. */
  final void closed() {
    endpoints.remove(this);
    ended();
    callNobody();
  }

  /** The script has had all reports of it. */
  void ended() {}

  /** Whether the script is done with it. */
  public final boolean isDestroyed() {
    return destroyed;
  }

  abstract void close();

  /** Whether a callback is still to be called for such input. */
  final boolean owesInput() {
    return hasCallbacks() && holdsInput();
  }

  /**
   * Sets the sizes of the system's buffers, in bytes; 0 and less leave one as it is. For a
   * listener, it is those of the connections that are answered from now on.
   */
  public abstract void bufferBytes(int receive, int send) throws IOException;

  /** Whether a call that takes input would not wait. */
  public abstract boolean isReadable() throws IOException;

  /** Whether a call that writes would not wait. */
  public abstract boolean isWritable() throws IOException;

  /** Whether it is of use still. */
  public abstract boolean isUp();

  @Override
  public final String toString() {
    return "#<endpoint " + label() + (destroyed ? ", destroyed>" : ">");
  }
}
