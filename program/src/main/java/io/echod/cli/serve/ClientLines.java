package io.echod.cli.serve;

import io.echod.cli.command.Words;
import io.echod.net.address.Names;
import io.echod.server.Client;
import io.echod.server.ClientLog;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.Optional;

/** Logs a line for each client at its beginning and at its end. */
public final class ClientLines implements ClientLog {

  private static final System.Logger LOG = System.getLogger("io.echod.clients");

  @Override
  public void accepted(Client client) {
    LOG.log(Level.INFO, name(client) + " connected");
  }

  @Override
  public void closed(Client client) {
    Optional<IOException> failure = client.failure();
    LOG.log(
        Level.INFO,
        name(client)
            + (failure.isPresent() ? " lost after " : " closed after ")
            + Words.time(client.age())
            + failure.map(why -> " (" + why.getMessage() + ")").orElse("")
            + ": "
            + Words.bytes(client.bytesRead())
            + " read, "
            + Words.bytes(client.bytesEchoed())
            + " echoed");
  }

  private static String name(Client client) {
    return "#" + client.number() + " " + client.address().map(Names::url).orElse("(gone already)");
  }
}
