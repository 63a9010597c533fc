package io.echod.tls;

import javax.net.ssl.SSLException;

/**
 * The peer's output has ended without a close_notify (RFC 8446, section 6.1): who it is that has
 * ended it, and whether more was to come, is unknown.
 */
public final class TruncatedException extends SSLException {

  private static final long serialVersionUID = 1;

  TruncatedException() {
    super("the peer's output was cut off: it ended without a close_notify of TLS");
  }
}
