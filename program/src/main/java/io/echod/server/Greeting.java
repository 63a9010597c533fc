package io.echod.server;

import io.echod.net.Names;
import io.echod.server.tls.ListenerTls;
import io.echod.settings.BadValue;
import io.echod.tls.TlsSession;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What a client is sent when it is accepted: a text in which {@code {names}} are filled in, and
 * {@code \n} is a line's end.
 *
 * @param template as it was written; empty: nothing is sent
 */
public record Greeting(String template) {

  private static final String NAME = "\\{([A-Za-z0-9_-]*)}";

  /** Nothing is sent. */
  public static final Greeting NONE = new Greeting("");

  /** The longest template. */
  static final int LENGTH_MAX = 4096;

  /**
   * More than is filled in for any name but {@code {server}}: an address with a zone, a time, the
   * name of a host that is asked for (RFC 1035, section 2.3.4).
   */
  private static final int FILLED_BYTES_MAX = 256;

  /** In place of what this client has not. */
  private static final String NONE_THERE = "none";

  /** What can be filled in. */
  private enum Field {
    SERVER,
    PEER,
    LOCAL,
    CONNECTION,
    TLS,
    SNI,
    PROXY,
    TIME;

    static Field of(String name) {
      for (Field field : values()) {
        if (field.toString().equals(name)) {
          return field;
        }
      }
      throw new BadValue(
          "{"
              + name
              + "} can't be filled in; there are "
              + Arrays.stream(values())
                  .map(field -> "{" + field + "}")
                  .collect(Collectors.joining(", ")));
    }

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * Checks the template.
   *
   * @throws BadValue where it is too long or names what can't be filled in
   */
  public Greeting {
    if (template.length() > LENGTH_MAX) {
      throw new BadValue(
          "a greeting has at most "
              + LENGTH_MAX
              + " characters, this one has "
              + template.length());
    }
    if (!template.isEmpty()) {
      Pattern.compile(NAME).matcher(template).results().forEach(name -> Field.of(name.group(1)));
    }
  }

  /** Whether nothing is sent. */
  public boolean isNone() {
    return template.isEmpty();
  }

  /** As many bytes as it may become, for any client. */
  public int bytesMax(String server) {
    int names = Math.toIntExact(Pattern.compile(NAME).matcher(template).results().count());
    int literal = template.getBytes(StandardCharsets.UTF_8).length;
    int filled = Math.max(FILLED_BYTES_MAX, server.getBytes(StandardCharsets.UTF_8).length);
    return literal + names * filled;
  }

  /**
   * What this client is sent, in UTF-8.
   *
   * @throws IOException where the client has gone already
   */
  ByteBuffer to(Client client, String server, Instant now) throws IOException {
    StringBuilder text = new StringBuilder();
    Matcher name = Pattern.compile(NAME).matcher(template);
    int end = 0;
    while (name.find()) {
      append(text, template.substring(end, name.start()));
      text.append(
          switch (Field.of(name.group(1))) {
            case SERVER -> server;
            case PEER -> client.address().map(Names::url).orElse("(gone already)");
            case LOCAL -> client.local().map(Names::url).orElse(NONE_THERE);
            case CONNECTION -> client.number();
            case TLS -> session(client).map(TlsSession::version).orElse(NONE_THERE);
            case PROXY -> client.proxy().map(Names::url).orElse(NONE_THERE);
            case SNI -> session(client).flatMap(TlsSession::serverName).orElse(NONE_THERE);
            case TIME -> now.truncatedTo(ChronoUnit.MILLIS);
          });
      end = name.end();
    }
    append(text, template.substring(end));
    return StandardCharsets.UTF_8.encode(text.toString());
  }

  private static Optional<TlsSession> session(Client client) {
    return ListenerTls.session(client.connection());
  }

  private static void append(StringBuilder text, String literal) {
    text.append(literal.replace("\\n", "\n"));
  }

  @Override
  public String toString() {
    return template;
  }
}
