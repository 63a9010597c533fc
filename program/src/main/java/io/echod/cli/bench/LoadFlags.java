package io.echod.cli.bench;

import io.echod.cli.command.Converters;
import io.echod.cli.command.Target;
import io.echod.cli.command.TlsFlags;
import io.echod.measure.load.option.LoadOptions;
import io.echod.measure.load.option.Schedule;
import io.echod.measure.load.option.Shape;
import io.echod.measure.load.option.Span;
import io.echod.net.ConnectionOptions;
import io.echod.settings.BadValue;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The flags of {@code echod bench} that say which load to make. */
final class LoadFlags {

  private static final Duration LINGER = Duration.ofSeconds(1);
  private static final Duration HANDSHAKE_TIMEOUT = Duration.ofSeconds(10);

  @Option(
      names = {"-c", "--connections"},
      paramLabel = "N",
      converter = Converters.Count.class,
      description = "Connections. Default: 50.")
  private int connections = 50;

  @Option(
      names = {"-s", "--size"},
      paramLabel = "SIZE",
      converter = Converters.SizesConverter.class,
      description = {
        "Bytes of a message, such as 64, 16k, or a range",
        "such as 1..64k. Default: 64."
      })
  private Converters.Sizes size = new Converters.Sizes(64, 64);

  @Option(
      names = {"-d", "--duration"},
      paramLabel = "TIME",
      converter = Converters.PositiveTime.class,
      description = "How long to measure. Default: 10s.")
  private @Nullable Duration duration;

  @Option(
      names = {"-n", "--messages"},
      paramLabel = "N",
      converter = Converters.Count.class,
      description = "Measure so many messages instead of a time.")
  private int messages;

  @Option(
      names = {"-r", "--rate"},
      paramLabel = "N/s",
      converter = Converters.Rate.class,
      description = {"Messages per second in all, by a schedule.", "Default: a closed loop."})
  private double rate;

  @Option(
      names = "--arrival",
      paramLabel = "KIND",
      description = {"The gaps of the schedule: uniform (default) or", "poisson (exponential)."})
  private String arrival = "uniform";

  @Option(
      names = "--pipeline",
      paramLabel = "N",
      converter = Converters.Count.class,
      description = {"Messages in flight on each connection.", "Default: 1."})
  private int pipeline = 1;

  @Option(names = "--reconnect", description = "A new connection for each message.")
  private boolean reconnect;

  @Option(
      names = "--connect-rate",
      paramLabel = "N/s",
      converter = Converters.Rate.class,
      description = {"New connections per second at the start.", "Default: all at once."})
  private double connectRate;

  @Option(
      names = "--warmup",
      paramLabel = "TIME",
      converter = Converters.Time.class,
      description = {
        "Time before, which is dropped; more, up to five",
        "times as much, until the rate is steady.",
        "Default: 1s."
      })
  private Duration warmup = Duration.ofSeconds(1);

  @Option(
      names = "--threads",
      paramLabel = "N",
      converter = Converters.Count.class,
      description = "Threads of the generator. Default: 1.")
  private int threads = 1;

  @Option(
      names = "--seed",
      paramLabel = "SEED",
      converter = Converters.Seed.class,
      description = {"Seed of payloads, sizes and schedule.", "Default: 1."})
  private long seed = 1;

  @Mixin private TlsFlags tls = new TlsFlags();

  /** Whether messages leave by a schedule. */
  boolean hasRate() {
    return rate > 0;
  }

  /** Whether a number of messages ends the load. */
  boolean hasMessages() {
    return messages > 0;
  }

  /** How long to measure, where no number of messages ends it. */
  Duration duration() {
    return duration == null ? Duration.ofSeconds(10) : duration;
  }

  /**
   * The load.
   *
   * @throws BadValue where flags contradict each other, or are out of range together
   * @throws IOException where the server has no address, or a file can't be used
   */
  LoadOptions options(Target url, Duration interval) throws IOException {
    check();
    try {
      return new LoadOptions(
          url.resolve(),
          ConnectionOptions.DEFAULT
              .withLingerTimeout(LINGER)
              .withLayers(tls.rehearsedLayers(url, HANDSHAKE_TIMEOUT)),
          new Shape(connections, size.least(), size.most(), pipeline, reconnect),
          new Schedule(rate, arrival.equals("poisson"), connectRate),
          new Span(warmup, duration(), messages, Duration.ofSeconds(5), interval),
          threads,
          seed,
          url.isUdp());
    } catch (BadValue wrong) {
      throw wrong;
    } catch (IllegalArgumentException outOfRange) {
      throw new BadValue(String.valueOf(outOfRange.getMessage()));
    }
  }

  private void check() {
    if (!arrival.equals("uniform") && !arrival.equals("poisson")) {
      throw new BadValue("--arrival: '" + arrival + "' is not uniform or poisson");
    }
    if (duration != null && messages > 0) {
      throw new BadValue("--duration and --messages exclude each other");
    }
    DescriptorLimit.check(connections);
    if (rate == 0 && arrival.equals("poisson")) {
      throw new BadValue("--arrival is for a schedule: give --rate, too");
    }
  }
}
