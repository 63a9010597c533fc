package io.echod.scheme.procedure;

import io.echod.scheme.endpoint.Answer;
import io.echod.scheme.endpoint.Lookups;
import io.echod.scheme.message.SchemeError;
import io.echod.scheme.runtime.ScriptLoop;
import io.echod.scheme.runtime.Waits;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * Hosts by their names, for procedures that need the answer before they go on. Other threads ask
 * the name server: a live session goes on meanwhile, a signal ends the wait, and a callback, in
 * which nothing waits, is refused.
 */
final class Hosts {

  private static final Duration FOREVER = Duration.ofNanos(-1);

  private final ScriptLoop loop;
  private final Lookups lookups;

  Hosts(ScriptLoop loop, Lookups lookups) {
    this.loop = loop;
    this.lookups = lookups;
  }

  /** The addresses of a host, of which there is one at least. */
  List<InetAddress> addresses(Arguments arguments, String host) throws IOException {
    if (!Lookups.isKnown(host)) {
      refuseInCallback(arguments);
    }
    return answer(lookups.addresses(host));
  }

  /** The name of an address; the address itself where it has none. */
  String name(Arguments arguments, InetAddress address) throws IOException {
    refuseInCallback(arguments);
    return answer(lookups.name(address));
  }

  /** Before anybody is asked: how fast the answer would come must not decide. */
  private void refuseInCallback(Arguments arguments) {
    if (loop.isInCallback()) {
      throw new SchemeError(
          arguments.name()
              + ": would wait for a name server, which a callback must not;"
              + " expected an address, or a call before iox-monitor");
    }
  }

  private <T> T answer(CompletableFuture<T> future) throws IOException {
    Waits waits = loop.waits();
    if (!future.isDone()) {
      var _ = future.whenComplete((_, _) -> loop.wake());
      waits.run(() -> {
        waits.until(new Answer<>(future), waits.of(FOREVER));
        return true;
      });
    }
    // An interrupt may have ended the wait.
    future.cancel(true);
    try {
      return future.join();
    } catch (CompletionException | CancellationException failed) {
      throw new UnknownHostException(failed.getMessage());
    }
  }
}
