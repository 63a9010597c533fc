package io.echod.dispatcher.kernel;

import java.net.SocketException;

/**
 * As many connections wait for a Unix socket as its backlog allows (EAGAIN of connect(2)), and the
 * system does not report when there is room again: to be tried again after a while.
 */
public final class BacklogFullException extends SocketException {

  private static final long serialVersionUID = 1;

  /** Creates one; the message names the address. */
  public BacklogFullException(String message) {
    super(message);
  }
}
