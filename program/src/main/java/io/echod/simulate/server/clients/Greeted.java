package io.echod.simulate.server.clients;

import io.echod.net.address.Names;
import io.echod.server.ServerOptions;
import io.echod.server.setting.Greeting;
import io.echod.server.setting.ServerSettings;
import io.echod.simulate.scenario.Violation;
import java.io.ByteArrayOutputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A client's part of the server's greeting, which comes before anything else. */
final class Greeted {

  private final Greeting greeting;
  private final String server;
  private final String peer;
  private final String local;
  private final EchoClients clients;
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private boolean whole;

  Greeted(
      ServerOptions options, InetSocketAddress peer, InetSocketAddress local, EchoClients clients) {
    greeting = options.get(ServerSettings.GREETING);
    server = options.get(ServerSettings.SERVER_NAME);
    this.peer = Names.url(peer);
    this.local = Names.url(local);
    this.clients = clients;
    whole = greeting.isNone();
  }

  /** Whether nothing of it is to come. */
  boolean isWhole() {
    return whole;
  }

  /** Takes what belongs to the greeting; returns how many bytes that is. */
  int take(byte[] bytes) {
    int taken = 0;
    while (!whole && taken < bytes.length) {
      byte got = bytes[taken++];
      line.write(got);
      if (got == '\n') {
        whole = true;
        check(line.toString(StandardCharsets.UTF_8));
      }
    }
    return taken;
  }

  private void check(String text) {
    Matcher matcher = Pattern.compile(expected()).matcher(text);
    if (!matcher.matches()) {
      throw Violation.correctness("a greeting of '" + greeting + "' was '" + text + "'");
    }
    if (greeting.template().contains("{connection}")) {
      clients.numbered(Long.parseLong(matcher.group("connection")));
    }
  }

  /** The end of the template is the only line's end in it. */
  private String expected() {
    return greeting
        .template()
        .replace("\\n", "\n")
        .replace("{server}", Pattern.quote(server))
        .replace("{peer}", Pattern.quote(peer))
        .replace("{local}", Pattern.quote(local))
        .replaceFirst("\\{connection}", "(?<connection>[1-9][0-9]*)")
        .replace("{connection}", "\\k<connection>")
        .replace("{time}", "[0-9-]{10}T[0-9:.]{8,12}Z");
  }
}
