package io.echod.scheme.output;

import io.echod.scheme.text.PlainPort;
import java.io.IOException;

/**
 * The trace of what happens, on the script's own output, as {@code (iox-debug 1)} and its kin
 * switch it on. On the way of every message where it is on, so it goes into the output as bytes and
 * makes no garbage.
 */
public final class Trace {

  private final Output output;
  private final PlainPort port;
  private boolean tracesDispatcher;
  private boolean tracesEndpoints;
  private boolean tracesLines;

  Trace(Output output, PlainPort port) {
    this.output = output;
    this.port = port;
  }

  /** Switches the lines {@code iox: ...} on or off. */
  public void traceDispatcher(boolean on) {
    tracesDispatcher = on;
  }

  /** Switches the lines {@code tcp: ...} on or off. */
  public void traceEndpoints(boolean on) {
    tracesEndpoints = on;
  }

  /** Switches the lines {@code lfn: ...} on or off. */
  public void traceLines(boolean on) {
    tracesLines = on;
  }

  /** Asked before a {@link #dispatcher} line, whose text costs something to make. */
  public boolean tracesDispatcher() {
    return tracesDispatcher;
  }

  /** Asked before an {@link #endpoint} line that is kept for the next message. */
  public boolean tracesEndpoints() {
    return tracesEndpoints;
  }

  /** {@code iox: registered echo-client for READ on 10234#127.0.0.1 (4)}. */
  public void dispatcher(String what, String callback) {
    begin("iox: ", what);
    output.append(callback);
    output.append("\n");
  }

  /**
   * {@code iox: fired READ to echo-client ...}.
   *
   * @param line as it is written, with its end
   */
  public void fired(String line) {
    port.settle();
    output.append(line);
  }

  /**
   * {@code tcp: answered 10234#127.0.0.1 (4)}.
   *
   * @param endpoint its label, at the end of a line
   */
  public void endpoint(String what, String endpoint) {
    if (tracesEndpoints) {
      begin("tcp: ", what);
      output.append(endpoint);
    }
  }

  /**
   * {@code tcp: read 5 bytes from 10234#127.0.0.1 (4)}.
   *
   * @param endpoint its label, at the end of a line
   */
  public void endpoint(CountedLine line, long count, String endpoint) {
    if (tracesEndpoints) {
      port.settle();
      line.append(output, count, endpoint);
    }
  }

  /** {@code tcp: can't connect to tcp://127.0.0.1:9: Connection refused}. */
  public void refused(IOException refused) {
    if (tracesEndpoints) {
      begin("tcp: ", String.valueOf(refused.getMessage()));
      output.append("\n");
    }
  }

  /** {@code lfn: read a line of 5 bytes from 10234#127.0.0.1 (4)}. */
  public void line(CountedLine line, long count, String endpoint) {
    if (tracesLines) {
      port.settle();
      line.append(output, count, endpoint);
    }
  }

  /** Text that the script has displayed comes first. */
  private void begin(String prefix, String what) {
    port.settle();
    output.append(prefix);
    output.append(what);
  }
}
