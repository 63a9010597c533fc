package io.echod.cli;

import io.echod.server.ServerOptions;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/**
 * The options of {@code echod} and {@code echod serve}. Each can come from the environment, too.
 */
final class ServeOptions {

  @Spec(Spec.Target.MIXEE)
  @SuppressWarnings("NullAway.Init") // set by picocli
  private CommandSpec command;

  @Option(
      names = {"-p", "--port"},
      paramLabel = "PORT",
      converter = PortConverter.class,
      defaultValue = "${env:ECHOD_PORT:-10234}",
      description = "Port to listen on; 0 picks a free one. Default: 10234 ($ECHOD_PORT).")
  private int port;

  @Option(
      names = {"-b", "--bind"},
      paramLabel = "HOST",
      split = ",",
      defaultValue = "${env:ECHOD_BIND}",
      description = {
        "Addresses or names to listen on, separated by commas;",
        "a name stands for all its addresses.",
        "Default: every address, IPv6 and IPv4 ($ECHOD_BIND)."
      })
  private @Nullable List<String> hosts;

  @Option(
      names = "--dispatchers",
      paramLabel = "N",
      defaultValue = "${env:ECHOD_DISPATCHERS}",
      description = "Dispatchers, each on a thread of its own. Default: one per core.")
  private @Nullable Integer dispatchers;

  @Option(
      names = "--buffer",
      paramLabel = "SIZE",
      defaultValue = "${env:ECHOD_BUFFER:-64k}",
      description = "Most bytes read from a client at once, such as 512 or 64k. Default: 64k.")
  @SuppressWarnings("NullAway.Init") // set by picocli
  private ByteSize buffer;

  @Option(
      names = "--drain-timeout",
      paramLabel = "TIME",
      defaultValue = "${env:ECHOD_DRAIN_TIMEOUT:-10s}",
      description = "How long clients may take to end when the server stops. Default: 10s.")
  @SuppressWarnings("NullAway.Init") // set by picocli
  private Duration drainTimeout;

  @Option(
      names = {"-v", "--verbose"},
      description = "Tell on standard error what the dispatchers and connections do.")
  private boolean verbose;

  ServerOptions toServerOptions() {
    try {
      ServerOptions options =
          ServerOptions.on(addresses().toArray(InetSocketAddress[]::new))
              .withBufferBytes(Math.toIntExact(Math.min(buffer.bytes(), Integer.MAX_VALUE)))
              .withDrainTimeout(drainTimeout);
      return dispatchers == null ? options : options.withDispatchers(dispatchers);
    } catch (IllegalArgumentException outOfRange) {
      throw new ParameterException(command.commandLine(), outOfRange.getMessage(), outOfRange);
    }
  }

  private List<InetSocketAddress> addresses() {
    if (hosts == null || hosts.isEmpty()) {
      // Spelled out, for the JDK's own wildcard stands for IPv4 alone.
      return List.of(new InetSocketAddress("::", port));
    }
    List<InetSocketAddress> addresses = new ArrayList<>();
    for (String host : hosts) {
      try {
        for (InetAddress address : InetAddress.getAllByName(unbracketed(host))) {
          addresses.add(new InetSocketAddress(address, port));
        }
      } catch (UnknownHostException unknown) {
        throw new ParameterException(
            command.commandLine(), "--bind: no address is known for '" + host + "'", unknown);
      }
    }
    return addresses;
  }

  private static String unbracketed(String host) {
    return host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
  }

  boolean verbose() {
    return verbose;
  }

  static final class PortConverter implements ITypeConverter<Integer> {

    @Override
    public Integer convert(String text) {
      try {
        int port = Integer.parseInt(text);
        if (port >= 0 && port <= 65535) {
          return port;
        }
      } catch (NumberFormatException notANumber) {
        // Told below, like a number out of range.
      }
      throw new TypeConversionException("'" + text + "' is not a port; it must be 0 to 65535");
    }
  }
}
