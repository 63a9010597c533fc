package io.echod.simulate.server;

import io.echod.dispatcher.Dispatcher;
import io.echod.dispatcher.Reason;
import io.echod.dispatcher.kernel.sim.SimNetwork;
import io.echod.dispatcher.kernel.sim.chance.SimRandom;
import io.echod.net.Connection;
import io.echod.simulate.scenario.PlannedFailure;
import io.echod.simulate.server.checks.Registration;
import io.echod.simulate.server.checks.ServerChecks;
import io.echod.simulate.server.clients.Served;
import io.echod.simulate.server.plan.ServerPlan;
import java.time.Duration;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Consumer;

/** The driver's actions on the connections of the server's clients. */
record ServerMeddler(
    SimNetwork network,
    Dispatcher dispatcher,
    ServerChecks checks,
    BiFunction<String, SimRandom, Consumer<Registration>> reactions) {

  /** Does it to one of them, by chance; false where there is none. */
  boolean act(String name, DriverAction action, SimRandom random) {
    List<Served> open = checks.served();
    if (open.isEmpty() || dispatcher.isClosed()) {
      return false;
    }
    meddle(name, action, open.get(random.below(open.size())), random);
    return true;
  }

  private void meddle(String name, DriverAction action, Served client, SimRandom random) {
    switch (action) {
      case PAUSE_A_CLIENT -> pause(client.connection(), random);
      case FAIL_AT_A_CLIENT ->
          watch(
              name,
              client,
              random,
              self -> {
                self.failing();
                throw checks.plannedFailure();
              });
      default -> watch(name, client, random, reactions.apply(name, random));
    }
  }

  /**
   * Watches beside the server, and reads nothing; where the handler fails, that ends the client.
   */
  private void watch(
      String name, Served client, SimRandom random, Consumer<Registration> reaction) {
    Consumer<Registration> ending =
        self -> {
          try {
            reaction.accept(self);
          } catch (PlannedFailure failure) {
            client.endedAt(network.nanoTime());
            throw failure;
          }
        };
    Registration watch = new Registration(name, Registration.Kind.IO, checks, 0, 0, ending);
    boolean tells = random.chance(0.5);
    int reasons = random.between(Reason.READ, Reason.READ | Reason.WRITE);
    int all = tells ? reasons | Reason.CANCEL : reasons;
    watch.registered(client.connection().onIo(all, (_, reason) -> watch.called(reason)), tells);
  }

  /**
   * Pauses a client for a while. Its connection pauses READ itself, and pauses do not add up: so
   * only where it does not, and a resume is left to the connection once that does.
   */
  private void pause(Connection connection, SimRandom random) {
    boolean quiet = connection.queuedBytes() == 0;
    int reasons = quiet && random.chance(0.5) ? Reason.READ : Reason.WRITE;
    dispatcher.pause(connection, reasons);
    Duration span = Duration.ofNanos(random.below(200 * ServerPlan.MILLI));
    dispatcher.after(
        span,
        (_, _) -> {
          boolean owned = reasons == Reason.READ && connection.queuedBytes() > 0;
          if (connection.source().isOpen() && !owned) {
            dispatcher.resume(connection, reasons);
          }
        });
  }
}
