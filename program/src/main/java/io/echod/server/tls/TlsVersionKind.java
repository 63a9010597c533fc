package io.echod.server.tls;

import io.echod.settings.BadValue;
import io.echod.settings.Kind;

/** A version of TLS, by its number. */
final class TlsVersionKind implements Kind<TlsVersion> {

  @Override
  public String label() {
    return "1.2|1.3";
  }

  @Override
  public TlsVersion parse(String text) {
    for (TlsVersion version : TlsVersion.values()) {
      if (version.toString().equals(text)) {
        return version;
      }
    }
    throw new BadValue("'" + text + "' is not a version of TLS that is accepted; write 1.2 or 1.3");
  }

  @Override
  public String print(TlsVersion version) {
    return version.toString();
  }
}
