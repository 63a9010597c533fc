package io.echod.server.admission;

import io.echod.dispatcher.Dispatcher;
import io.echod.net.Listener;
import io.echod.server.admission.Admission.Admitted;
import io.echod.server.admission.Admission.Answer;
import io.echod.server.admission.Admission.Refusal;
import io.echod.server.admission.Admission.Refused;
import io.echod.server.admission.Admission.Ticket;
import java.lang.System.Logger.Level;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * One dispatcher's way into the server: asks the {@link Admission}, counts those refused, and logs
 * them, at most once a second. Belongs to the dispatcher's thread.
 */
public final class Door implements Listener.Filter {

  private static final System.Logger LOG = System.getLogger("io.echod.server");

  private static final Duration LOG_INTERVAL = Duration.ofSeconds(1);

  private final Admission admission;
  private final Dispatcher dispatcher;
  private final Map<Refusal, Long> refused = new EnumMap<>(Refusal.class);
  private final Map<Refusal, Long> unreported = new EnumMap<>(Refusal.class);
  private boolean isReporting;
  private Ticket latest = Ticket.OF_NOBODY;

  public Door(Admission admission, Dispatcher dispatcher) {
    this.admission = admission;
    this.dispatcher = dispatcher;
  }

  @Override
  public boolean admits(SocketAddress peer) {
    return isLetIn(admission.admit(peer, nowNanos()));
  }

  private long nowNanos() {
    return dispatcher.kernel().nanoTime();
  }

  private boolean isLetIn(Answer answer) {
    return switch (answer) {
      case Admitted admitted -> {
        latest = admitted.ticket();
        yield true;
      }
      case Refused refusal -> {
        refuse(refusal.why());
        yield false;
      }
    };
  }

  /** Lets one in whose address is not known yet. */
  boolean admitsUnknown() {
    return isLetIn(admission.admitUnknown());
  }

  /** Lets one in whose address is known by now; empty where it is refused. */
  Optional<Ticket> admitKnown(SocketAddress peer) {
    return switch (admission.admitKnown(peer, nowNanos())) {
      case Admitted admitted -> Optional.of(admitted.ticket());
      case Refused refusal -> {
        refuse(refusal.why());
        yield Optional.empty();
      }
    };
  }

  /** One that {@link #admitKnown} has let in has gone. */
  void leftAccount(Ticket ticket) {
    admission.leftAccount(ticket);
  }

  /** Counts and reports one that was refused. */
  void refuse(Refusal refusal) {
    refused.merge(refusal, 1L, Long::sum);
    unreported.merge(refusal, 1L, Long::sum);
    if (!isReporting) {
      report();
    }
  }

  /** One is to be served here that another dispatcher's door has let in. */
  public void admitted(Ticket ticket) {
    latest = ticket;
  }

  /** The pass of the client that was let in last, whose connection is being made. */
  public Ticket latest() {
    return latest;
  }

  /** The first at once, those that follow together, a second later. */
  private void report() {
    if (unreported.isEmpty()) {
      isReporting = false;
      return;
    }
    // Where the report fails for lack of means, the next refusal reports again.
    isReporting = false;
    LOG.log(Level.WARNING, "refused: " + words(unreported));
    unreported.clear();
    dispatcher.after(LOG_INTERVAL, (_, _) -> report()).name("report of those refused");
    isReporting = true;
  }

  private static String words(Map<Refusal, Long> counts) {
    return counts.entrySet().stream()
        .map(entry -> entry.getValue() + " by " + entry.getKey())
        .collect(Collectors.joining(", "));
  }

  @Override
  public void lost(SocketAddress peer) {
    admission.left(latest);
  }

  /** How many have been refused so far. */
  public long refused() {
    return refused.values().stream().mapToLong(Long::longValue).sum();
  }
}
