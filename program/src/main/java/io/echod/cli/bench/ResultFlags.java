package io.echod.cli.bench;

import io.echod.cli.command.Converters;
import io.echod.settings.BadValue;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The flags of {@code echod bench} that say what becomes of the result. */
final class ResultFlags {

  /** Standard output, as a file's name. */
  static final String STANDARD_OUTPUT = "-";

  @Option(
      names = "--fail-if",
      paramLabel = "CONDITION",
      converter = Threshold.Converter.class,
      description = {
        "Exit with 99 where it holds, such as 'p99>2ms',",
        "'errors>0', 'rate<1000/s'. Repeatable."
      })
  private List<Threshold> failIf = List.of();

  @Option(
      names = "--abort-if",
      paramLabel = "CONDITION",
      converter = Threshold.Converter.class,
      description = {"End early, with 99, where it holds in an interval.", "Repeatable."})
  private List<Threshold> abortIf = List.of();

  @Option(
      names = "--interval",
      paramLabel = "TIME",
      converter = Converters.PositiveTime.class,
      description = {
        "Print a line so often while it runs; with",
        "--json - an object of JSON, on standard error."
      })
  private @Nullable Duration interval;

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "Write the result as JSON; - is standard output.")
  private String json = "";

  @Option(
      names = "--hlog",
      paramLabel = "FILE",
      description = {"Write a histogram for each interval, in the log", "format of HdrHistogram."})
  private @Nullable Path hlog;

  @Option(
      names = "--hgrm",
      paramLabel = "FILE",
      description = {
        "Write the latencies by percentile, in the text",
        "format of HdrHistogram; microseconds."
      })
  private @Nullable Path hgrm;

  @Option(
      names = "--report",
      paramLabel = "FILE.html",
      description = {"Write a page with charts; it needs no other", "file."})
  private @Nullable Path report;

  @Option(
      names = "--server-pid",
      paramLabel = "PID",
      description = {
        "The server's process on this machine: measure its",
        "CPU time per message, too."
      })
  private @Nullable Long serverPid;

  /** Checks that all can be written and looked at, before a load begins. */
  void check() {
    Stream.of(jsonFile(json), hlog, hgrm, report).forEach(ResultFlags::checkFolder);
    checkServer();
  }

  /** The file that a value of --json names; null for standard output, and for none. */
  static @Nullable Path jsonFile(String json) {
    return json.isEmpty() || json.equals(STANDARD_OUTPUT) ? null : Path.of(json);
  }

  /** Checks that a file can be written where it is wanted. */
  static void checkFolder(@Nullable Path file) {
    Path folder = file == null ? null : file.toAbsolutePath().getParent();
    if (folder != null && !Files.isDirectory(folder)) {
      throw new BadValue("can't write " + file + ": there is no folder " + folder);
    }
    if (file != null && Files.isDirectory(file)) {
      throw new BadValue("can't write " + file + ": it is a folder");
    }
  }

  List<Threshold> failIf() {
    return failIf;
  }

  List<Threshold> abortIf() {
    return abortIf;
  }

  boolean printsIntervals() {
    return interval != null;
  }

  Duration interval() {
    return interval == null ? Duration.ofSeconds(1) : interval;
  }

  /** A file's name, {@link #STANDARD_OUTPUT}, or empty. */
  String json() {
    return json;
  }

  /** Whether standard output is for JSON alone. */
  boolean isOnlyJson() {
    return json.equals(STANDARD_OUTPUT);
  }

  Optional<Path> hlog() {
    return Optional.ofNullable(hlog);
  }

  Optional<Path> hgrm() {
    return Optional.ofNullable(hgrm);
  }

  Optional<Path> report() {
    return Optional.ofNullable(report);
  }

  private void checkServer() {
    if (serverPid == null) {
      return;
    }
    Optional<ProcessHandle> process = server();
    if (process.isEmpty()) {
      throw new BadValue("--server-pid: there is no process " + serverPid + " on this machine");
    }
    if (process.get().info().totalCpuDuration().isEmpty()) {
      throw new BadValue(
          "--server-pid: the system does not say what process " + serverPid + " takes");
    }
  }

  /** The server's process; empty where none was given, and once it has ended. */
  Optional<ProcessHandle> server() {
    return serverPid == null
        ? Optional.empty()
        : ProcessHandle.of(serverPid).filter(ProcessHandle::isAlive);
  }
}
