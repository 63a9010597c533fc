package io.echod.measure.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A run's use of the machine of the generator.
 *
 * @param retransmits TCP segments that this machine has sent again meanwhile, for any connection;
 *     empty where the system does not say
 * @param serverCpu CPU time of the server's process; empty where it is not known
 */
public record HostUsage(OptionalLong retransmits, Optional<Duration> serverCpu) {

  /** Nothing is known. */
  public static final HostUsage UNKNOWN = new HostUsage(OptionalLong.empty(), Optional.empty());

  private static final Path COUNTERS = Path.of("/proc/net/snmp");

  /** The use so far, since each began. */
  public static HostUsage now(Optional<ProcessHandle> server) {
    return new HostUsage(
        retransmitsSoFar(), server.flatMap(process -> process.info().totalCpuDuration()));
  }

  /** The use since an earlier time. */
  public HostUsage since(HostUsage earlier) {
    return new HostUsage(
        retransmits.isPresent() && earlier.retransmits.isPresent()
            ? OptionalLong.of(retransmits.getAsLong() - earlier.retransmits.getAsLong())
            : OptionalLong.empty(),
        serverCpu.flatMap(cpu -> earlier.serverCpu.map(cpu::minus)));
  }

  /** Both together. */
  public HostUsage plus(HostUsage other) {
    return new HostUsage(
        retransmits.isPresent() && other.retransmits.isPresent()
            ? OptionalLong.of(retransmits.getAsLong() + other.retransmits.getAsLong())
            : OptionalLong.empty(),
        serverCpu.flatMap(cpu -> other.serverCpu.map(cpu::plus)));
  }

  /** RetransSegs of RFC 4022, as Linux prints it: a line of names, then one of numbers. */
  private static OptionalLong retransmitsSoFar() {
    try {
      List<String> lines =
          Files.readAllLines(COUNTERS).stream().filter(line -> line.startsWith("Tcp:")).toList();
      List<String> names = List.of(lines.getFirst().split(" ", -1));
      return OptionalLong.of(
          Long.parseLong(lines.get(1).split(" ", -1)[names.indexOf("RetransSegs")]));
    } catch (IOException | RuntimeException unknown) {
      return OptionalLong.empty();
    }
  }
}
