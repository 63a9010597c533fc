package io.echod.scheme;

import io.echod.scheme.text.PlainPort;
import java.io.IOException;

/**
 * The account of what happens, on the script's own output, as {@code (iox-debug 1)} and its kin
 * switch it on. On the way of every message where it is on, so it goes into the output as bytes and
 * makes no garbage.
 */
final class Story {

  private final Output output;
  private final PlainPort port;
  boolean dispatcherTold;
  boolean endpointsTold;
  boolean linesTold;

  Story(Output output, PlainPort port) {
    this.output = output;
    this.port = port;
  }

  /** {@code iox: registered echo-client for READ on 10234#127.0.0.1 (4)}. */
  void dispatcher(String what, IoxCallback callback) {
    if (dispatcherTold) {
      begin();
      output.append("iox: ");
      output.append(what);
      output.append(callback.label());
      output.append("\n");
    }
  }

  /** {@code iox: fired READ to echo-client ...}. */
  void fired(int reasons, IoxCallback callback) {
    if (dispatcherTold) {
      begin();
      output.append(callback.firedLine(reasons));
    }
  }

  /** {@code tcp: answered 10234#127.0.0.1 (4)}. */
  void endpoint(String what, TcpEndpoint endpoint) {
    if (endpointsTold) {
      begin();
      output.append("tcp: ");
      output.append(what);
      output.append(endpoint.labelLine);
    }
  }

  /** {@code tcp: read 5 bytes from 10234#127.0.0.1 (4)}. */
  void endpoint(String what, long count, String of, TcpEndpoint endpoint) {
    if (endpointsTold) {
      begin();
      output.append("tcp: ");
      output.append(what);
      output.append(count);
      output.append(of);
      output.append(endpoint.labelLine);
    }
  }

  /** {@code tcp: can't connect to tcp://127.0.0.1:9: Connection refused}. */
  void refused(IOException refused) {
    if (endpointsTold) {
      begin();
      output.append("tcp: " + refused.getMessage());
      output.append("\n");
    }
  }

  /** {@code lfn: read a line of 5 bytes from 10234#127.0.0.1 (4)}. */
  void line(String what, long count, String of, TcpEndpoint endpoint) {
    if (linesTold) {
      begin();
      output.append("lfn: ");
      output.append(what);
      output.append(count);
      output.append(of);
      output.append(endpoint.labelLine);
    }
  }

  /** What the script has displayed comes first. */
  private void begin() {
    port.settle();
  }
}
