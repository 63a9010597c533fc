package io.echod.cli.systemd;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * Reports the state of the service to systemd (sd_notify(3)): ready, reloading, stopping; and,
 * where the unit has a watchdog, that it is alive. From any thread.
 */
public final class Notifier {

  private static final System.Logger LOG = System.getLogger("io.echod.server");

  private final NotifySocket socket;
  private final Map<String, String> variables;

  /** Nothing comes behind STOPPING but signs of life. */
  private boolean stopping;

  /** The reports in a row that were not taken, without their details. */
  private final Set<String> untaken = new HashSet<>();

  private Notifier(NotifySocket socket, Map<String, String> variables) {
    this.socket = socket;
    this.variables = Map.copyOf(variables);
  }

  /** The notifier for the socket that the environment names; empty where it names none. */
  public static Optional<Notifier> find(Map<String, String> variables) {
    String address = variables.getOrDefault("NOTIFY_SOCKET", "");
    if (address.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(new Notifier(new NotifySocket(address), variables));
    } catch (IOException unusable) {
      LOG.log(Level.WARNING, "can't notify systemd: " + unusable.getMessage());
      return Optional.empty();
    }
  }

  private synchronized void sendState(String text) {
    if (!stopping) {
      send(text);
    }
  }

  /** Logs each text once while none is taken: signs of life may come many a second. */
  private synchronized void send(String text) {
    String head = text.lines().findFirst().orElse("");
    if (socket.send(text)) {
      untaken.clear();
    } else if (untaken.add(head)) {
      LOG.log(Level.WARNING, "systemd does not take '" + head + "'");
    }
  }

  /** It serves; not reported any more once it stops. */
  public void ready() {
    sendState("READY=1");
  }

  /** It reads its settings again; {@link #ready} follows. */
  public void reloading() {
    sendState("RELOADING=1\nMONOTONIC_USEC=" + NotifySocket.monotonicMicros());
  }

  /** It has been asked to stop. */
  public synchronized void stopping() {
    sendState("STOPPING=1");
    stopping = true;
  }

  /**
   * From now on reports twice in the watchdog's interval that the service is alive, for as long as
   * that is so; does nothing where the unit has no watchdog (sd_watchdog_enabled(3)).
   */
  public void keepAlive(BooleanSupplier isAlive) {
    interval()
        .ifPresent(interval ->
            Thread.ofPlatform()
                .name("watchdog")
                .daemon()
                .start(() -> keepAlive(interval.dividedBy(2), isAlive)));
  }

  private Optional<Duration> interval() {
    String micros = variables.getOrDefault("WATCHDOG_USEC", "");
    String process = variables.getOrDefault("WATCHDOG_PID", "");
    boolean isOurs =
        process.isEmpty() || process.equals(Long.toString(ProcessHandle.current().pid()));
    if (micros.isEmpty() || !isOurs) {
      return Optional.empty();
    }
    if (!micros.matches("[1-9][0-9]{0,15}")) {
      LOG.log(
          Level.WARNING,
          "no sign of life goes to systemd: $WATCHDOG_USEC is no number of microseconds from 1 to"
              + " 9999999999999999: '"
              + micros
              + "'");
      return Optional.empty();
    }
    return Optional.of(Duration.of(Long.parseLong(micros), ChronoUnit.MICROS));
  }

  private void keepAlive(Duration pause, BooleanSupplier isAlive) {
    try {
      while (true) {
        if (isAlive.getAsBoolean()) {
          send("WATCHDOG=1");
        }
        Thread.sleep(pause);
      }
    } catch (InterruptedException ending) {
      Thread.currentThread().interrupt();
    }
  }
}
