package io.echod.cli.serve;

import io.echod.cli.command.Release;
import io.echod.cli.command.Words;
import io.echod.dispatcher.Statistics;
import io.echod.server.EchoServer;
import io.echod.server.LoopStatistics;
import io.echod.server.ServerOptions;
import io.echod.server.ServerStatistics;
import io.echod.server.setting.ServerSettings;
import io.echod.server.udp.UdpStatistics;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The server's log about itself: at its start, when it is asked, and at its end. */
public final class ServeReport {

  private static final System.Logger LOG = System.getLogger("io.echod.server");

  /** So long a dispatcher has to answer, which it does at once unless a handler holds it. */
  private static final Duration ANSWER_LIMIT = Duration.ofMillis(200);

  private static final Duration WATCHDOG_LIMIT = Duration.ofSeconds(5);

  private final EchoServer server;
  private final ServerOptions options;

  ServeReport(EchoServer server, ServerOptions options) {
    this.server = server;
    this.options = options;
  }

  void started() {
    LOG.log(
        Level.INFO,
        Release.nameAndNumber()
            + " serves on "
            + server.kernelName()
            + ": "
            + Words.counted(options.get(ServerSettings.DISPATCHERS), "dispatcher")
            + ", buffer "
            + options.settings().print(ServerSettings.BUFFER)
            + ", process "
            + ProcessHandle.current().pid());
    int queue = options.connections().queuedBytesMax();
    if (options.settings().isGiven(ServerSettings.QUEUE)
        && queue > options.get(ServerSettings.QUEUE)) {
      LOG.log(
          Level.INFO,
          "queue is raised from "
              + options.settings().print(ServerSettings.QUEUE)
              + " to "
              + ServerSettings.QUEUE.kind().print(queue)
              + ": what one read brings, and the greeting, must fit into it");
    }
  }

  /** Waits, on the signal's own thread: a second signal has another one, and ends the process. */
  void delaying(String signal, Duration delay) {
    if (delay.isZero()) {
      return;
    }
    LOG.log(Level.INFO, signal + ": goes on serving for " + Words.time(delay) + ", then drains");
    try {
      Thread.sleep(delay);
    } catch (InterruptedException hurried) {
      Thread.currentThread().interrupt();
    }
  }

  /** Whether every dispatcher answers. */
  boolean isAlive() {
    return server.loopStatistics(WATCHDOG_LIMIT).stream().allMatch(Optional::isPresent);
  }

  /** Reports it beside the time that clients have by now, which a reload may have changed. */
  void draining(String signal, Duration timeout) {
    long open = ofAll(server.loopStatistics(ANSWER_LIMIT)).open();
    LOG.log(
        Level.INFO,
        signal
            + ": draining. "
            + (open == 0
                ? "No client is connected"
                : Words.counted(open, "client")
                    + (open == 1 ? " has " : " have ")
                    + Words.time(timeout)
                    + " to end; a second SIGTERM or Ctrl-C ends it at once"));
  }

  void ended() {
    LOG.log(
        Level.INFO,
        "served for " + Words.time(server.uptime()) + ": " + words(server.statistics()));
    strikes();
  }

  /** The numbers of all, and of each dispatcher. */
  void numbers() {
    List<Optional<LoopStatistics>> loops = server.loopStatistics(ANSWER_LIMIT);
    LOG.log(Level.INFO, "serving for " + Words.time(server.uptime()) + ": " + words(ofAll(loops)));
    for (int index = 0; index < loops.size(); index++) {
      LOG.log(
          Level.INFO,
          "dispatcher "
              + index
              + ": "
              + loops.get(index).map(ServeReport::words).orElse("busy, does not answer"));
    }
    strikes();
  }

  /** Nothing, where the server has no faults. */
  private void strikes() {
    server
        .faultStrikes()
        .forEach((fault, count) ->
            LOG.log(
                Level.INFO, "fault " + fault + " struck " + Words.counted(count, "connection")));
  }

  private static ServerStatistics ofAll(List<Optional<LoopStatistics>> loops) {
    return loops.stream()
        .flatMap(Optional::stream)
        .map(LoopStatistics::clients)
        .reduce(ServerStatistics.NONE, ServerStatistics::plus);
  }

  private static String words(ServerStatistics clients) {
    return Words.counted(clients.accepted(), "connection")
        + ", "
        + clients.open()
        + " open, "
        + clients.failed()
        + " failed, "
        + clients.refused()
        + " refused, "
        + (clients.probes() == 0 ? "" : clients.probes() + " probes, ")
        + clients.acceptFailures()
        + " not accepted; "
        + Words.bytes(clients.bytesRead())
        + " read, "
        + Words.bytes(clients.bytesEchoed())
        + " echoed"
        + words(clients.udp());
  }

  /** Nothing, where nothing has come that way. */
  private static String words(UdpStatistics udp) {
    return udp.equals(UdpStatistics.NONE)
        ? ""
        : "; over UDP: "
            + Words.counted(udp.received(), "datagram")
            + ", "
            + udp.echoed()
            + " echoed, "
            + udp.refused()
            + " refused, "
            + udp.overRate()
            + " over the rate, "
            + udp.dropped()
            + " dropped, "
            + udp.failures()
            + " failed";
  }

  private static String words(LoopStatistics loop) {
    Statistics dispatcher = loop.dispatcher();
    return words(loop.clients())
        + "; "
        + dispatcher.turns()
        + " turns, "
        + dispatcher.emptyTurns()
        + " of them empty, "
        + dispatcher.ioCalls()
        + " I/O calls, "
        + dispatcher.timersFired()
        + " timers fired, "
        + dispatcher.tasksRun()
        + " tasks, "
        + dispatcher.failures()
        + " failures, "
        + dispatcher.registered()
        + " registered; "
        + Words.time(Duration.ofNanos(dispatcher.callbackNanos()))
        + " in callbacks, "
        + Words.time(Duration.ofNanos(dispatcher.kernelNanos()))
        + " in the kernel's wait";
  }
}
