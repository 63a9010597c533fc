package io.echod.cli;

import io.echod.dispatcher.DispatcherOptions;
import io.echod.dispatcher.kernel.Kernel;
import io.echod.server.ServerOptions;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/**
 * The options of {@code echod} and {@code echod serve}. Each line of a description fits beside the
 * options in 80 columns.
 */
final class ServeOptions {

  @Option(
      names = {"-p", "--port"},
      paramLabel = "PORT",
      converter = Port.class,
      description = {"Port to listen on; 0 picks a free one.", "Default: 10234."})
  private @Nullable Integer port;

  @Option(
      names = {"-b", "--bind"},
      paramLabel = "HOST[,HOST]",
      description = {
        "Address to listen on, or several, or names, each",
        "of which stands for all its addresses; or URLs,",
        "such as tcp://HOST:PORT.",
        "Default: every address, IPv6 and IPv4."
      })
  private @Nullable List<Hosts> hosts;

  @Option(
      names = "--dispatchers",
      paramLabel = "N",
      converter = Dispatchers.class,
      description = {
        "Dispatchers, each on a thread of its own.",
        "Default: one per processor, but one."
      })
  private @Nullable Integer dispatchers;

  @Option(
      names = "--buffer",
      paramLabel = "SIZE",
      converter = Buffer.class,
      description = {
        "Most bytes read from a client at once, such as 512",
        "or 64k. Default: 256k."
      })
  private int bufferBytes = ServerOptions.DEFAULT_BUFFER_BYTES;

  @Option(
      names = "--drain-timeout",
      paramLabel = "TIME",
      description = {
        "How long clients may take to end when the server",
        "stops, such as 500ms or 1m. Default: 10s."
      })
  private Duration drainTimeout = Duration.ofSeconds(10);

  @Mixin private WaitOptions waiting = new WaitOptions();

  @Option(
      names = {"-v", "--verbose"},
      converter = Level.class,
      split = Environment.LEVEL_SEPARATOR,
      description = {
        "Report each connection's beginning and end on",
        "standard error; twice (-vv): every message, and",
        "what the dispatchers (iox) do."
      })
  private boolean[] verbose = {};

  ServerOptions toServerOptions() {
    ServerOptions options =
        ServerOptions.on(addresses())
            .withBufferBytes(bufferBytes)
            .withDrainTimeout(drainTimeout)
            .withDispatcher(DispatcherOptions.DEFAULT.withBusyPoll(waiting.busyPoll()));
    return dispatchers == null ? options : options.withDispatchers(dispatchers);
  }

  private InetSocketAddress[] addresses() {
    if (hosts == null) {
      // Spelled out, for the JDK's own wildcard stands for IPv4 alone.
      return new InetSocketAddress[] {new InetSocketAddress("::", portOr(OptionalInt.empty()))};
    }
    return hosts.stream()
        .flatMap(each -> each.places().stream())
        .map(each -> new InetSocketAddress(each.address(), portOr(each.port())))
        .distinct()
        .toArray(InetSocketAddress[]::new);
  }

  /** That of a URL, which the option must not contradict. */
  private int portOr(OptionalInt ofUrl) {
    Integer ofOption = port;
    if (ofUrl.isEmpty()) {
      return ofOption == null ? ServerOptions.DEFAULT_PORT : ofOption;
    }
    if (ofOption != null && ofOption != ofUrl.getAsInt()) {
      throw new IllegalArgumentException(
          "--bind says port " + ofUrl.getAsInt() + " and --port says " + ofOption);
    }
    return ofUrl.getAsInt();
  }

  Kernel.Factory kernels() throws IOException {
    return waiting.kernels();
  }

  /** 0: no more than the rest of the log; 1: each connection; 2 and more: each message. */
  int verbosity() {
    int level = 0;
    for (boolean each : verbose) {
      level += each ? 1 : 0;
    }
    return level;
  }

  /**
   * Sets an option as the command line does; false where {@link Shortcut} has none of this name.
   */
  boolean set(String name, String value) {
    switch (name) {
      case "--port" -> port = port(value);
      case "--bind" -> hosts = List.of(Hosts.parse(value));
      case "--dispatchers" -> dispatchers = dispatchers(value);
      case "--buffer" -> bufferBytes = buffer(value);
      case "--drain-timeout" -> drainTimeout = Spans.parse(value);
      default -> {
        return waiting.set(name, value);
      }
    }
    return true;
  }

  private static int port(String text) {
    return WholeNumbers.parse(text, 0, 65535);
  }

  private static int dispatchers(String text) {
    return WholeNumbers.parse(text, 1, ServerOptions.DISPATCHERS_MAX);
  }

  private static int buffer(String text) {
    long bytes = ByteSize.parse(text).bytes();
    if (bytes < 1 || bytes > ServerOptions.BUFFER_BYTES_MAX) {
      throw new TypeConversionException("'" + text + "' is not a size from 1 byte to 16m");
    }
    return (int) bytes;
  }

  /** Of the variable; on the command line the option has no value. */
  static final class Level implements ITypeConverter<Boolean> {

    @Override
    public Boolean convert(String text) {
      return switch (text) {
        case "true" -> true;
        case "false" -> false;
        default -> throw new TypeConversionException("'" + text + "' is not 0, 1 or 2");
      };
    }
  }

  static final class Port implements ITypeConverter<Integer> {

    @Override
    public Integer convert(String text) {
      return port(text);
    }
  }

  static final class Dispatchers implements ITypeConverter<Integer> {

    @Override
    public Integer convert(String text) {
      return dispatchers(text);
    }
  }

  static final class Buffer implements ITypeConverter<Integer> {

    @Override
    public Integer convert(String text) {
      return buffer(text);
    }
  }
}
