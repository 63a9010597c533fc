package io.echod.server;

import io.echod.net.address.Names;
import io.echod.server.setting.Greeting;
import io.echod.server.tls.ListenerTls;
import io.echod.tls.TlsSession;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** The values of a greeting's fields for one client. */
record GreetingFields(Client client, String server, Instant now) {

  /** In place of what this client does not have. */
  private static final String NONE = "none";

  String value(Greeting.Field field) {
    return switch (field) {
      case SERVER -> server;
      case PEER -> client.address().map(Names::url).orElse("(gone already)");
      case LOCAL -> client.local().map(Names::url).orElse(NONE);
      case CONNECTION -> Long.toString(client.number());
      case TLS -> session().map(TlsSession::version).orElse(NONE);
      case PROXY -> client.proxy().map(Names::url).orElse(NONE);
      case SNI -> session().flatMap(TlsSession::serverName).orElse(NONE);
      case TIME -> now.truncatedTo(ChronoUnit.MILLIS).toString();
    };
  }

  private Optional<TlsSession> session() {
    return ListenerTls.session(client.connection());
  }
}
