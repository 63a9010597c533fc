package io.echod.net.layer;

import java.io.IOException;

/** A connection that had to begin with a PROXY header, and did not. */
public final class ProxyException extends IOException {

  private static final long serialVersionUID = 1;

  /** The bytes that came in its place. */
  public enum Reason {
    /** The end, as of a health check that only connects. */
    NOTHING,
    /** Something else, or a header that is wrong. */
    MALFORMED,
    /** Less than a header in time. */
    TOO_LATE
  }

  private final Reason reason;

  ProxyException(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  static ProxyException malformed(String why) {
    return new ProxyException(Reason.MALFORMED, "the PROXY header is wrong: " + why);
  }

  /** The bytes that came in its place. */
  public Reason reason() {
    return reason;
  }
}
