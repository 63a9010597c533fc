package io.echod.tls;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLProtocolException;
import javax.net.ssl.StandardConstants;
import tlschannel.impl.TlsExplorer;

/**
 * The name that a client asks for (RFC 6066, section 3), from before the engine knows it. The
 * engine takes in a session ticket first, and asks then which certificate it shows: it resumes the
 * session where that is the ticket's.
 */
final class AskedName {

  private AskedName() {}

  /** Notes the name of a first record; where it has none, nothing. */
  static void note(SSLEngine engine, ByteBuffer record) {
    Map<Integer, SNIServerName> names;
    try {
      names = TlsExplorer.exploreTlsRecord(record);
    } catch (SSLProtocolException | RuntimeException noHello) {
      // The engine says so, or takes it in together with the next record.
      return;
    }
    SNIServerName name = names.get(StandardConstants.SNI_HOST_NAME);
    if (name != null) {
      SSLParameters parameters = engine.getSSLParameters();
      // A server's engine has no use for them itself.
      parameters.setServerNames(List.of(name));
      engine.setSSLParameters(parameters);
    }
  }

  /** The name; empty where none is known yet. */
  static Optional<String> of(SSLEngine engine) {
    List<SNIServerName> names = engine.getSSLParameters().getServerNames();
    return names == null
        ? Optional.empty()
        : Sessions.hostName(names).map(SNIHostName::getAsciiName);
  }
}
