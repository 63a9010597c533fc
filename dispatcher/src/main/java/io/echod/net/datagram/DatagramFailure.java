package io.echod.net.datagram;

import io.echod.dispatcher.Endpoint;
import io.echod.dispatcher.EndpointFailure;
import java.io.IOException;
import java.net.SocketException;

/**
 * A datagram could not be sent or received, by what the network, the peer or its length did; the
 * cause says which. The socket goes on, and out of a handler this costs no endpoint or callback.
 *
 * <p>It has no stack trace: there is nothing in the program to look for.
 */
public final class DatagramFailure extends SocketException implements EndpointFailure {

  private static final long serialVersionUID = 1;

  private final transient Datagrams datagrams;

  DatagramFailure(Datagrams datagrams, IOException cause) {
    super(datagrams + ": " + cause.getMessage());
    this.datagrams = datagrams;
    initCause(cause);
  }

  @Override
  public Endpoint endpoint() {
    return datagrams;
  }

  @Override
  public synchronized Throwable fillInStackTrace() {
    return this;
  }
}
