package io.echod.server.tls;

/** The oldest version of TLS that a listener accepts. */
public enum TlsVersion {
  /** RFC 5246. */
  TLS_1_2("1.2"),
  /** RFC 8446. */
  TLS_1_3("1.3");

  private final String number;

  TlsVersion(String number) {
    this.number = number;
  }

  /** For example {@code 1.3}. */
  @Override
  public String toString() {
    return number;
  }
}
