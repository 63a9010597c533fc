package io.echod.scheme.endpoint;

import io.echod.dispatcher.Callback;
import io.echod.scheme.runtime.ScriptLoop;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Finds what a script has forgotten, most likely: {@code iox-monitor} for what it has registered,
 * {@code iox-onio} for an endpoint that it does nothing else with. Without a word such a script
 * would end at once, or leave its clients waiting.
 */
public final class Forgotten {

  /** A client that waits for so long waits in vain. */
  private static final int LOOKS_MAX = 30;

  /** Short: until then, a script that has nothing else to wait for waits for the look. */
  private static final Duration LOOK = Duration.ofMillis(100);

  /** A script that forgets it once forgets it for every client: the first ones are looked at. */
  private static final int CLIENTS_LOOKED_AT_MAX = 100;

  private final ScriptLoop loop;
  private final Endpoints endpoints;
  private int clientsLookedAt;
  private boolean looking;

  /** Null but while a client is looked at. */
  private @Nullable Callback look;

  Forgotten(ScriptLoop loop, Endpoints endpoints) {
    this.loop = loop;
    this.endpoints = endpoints;
  }

  /** The omission of a script that ends, in one line; empty where it seems to be meant. */
  public Optional<String> atEnd() {
    if (loop.ending().isAsked()) {
      return Optional.empty();
    }
    if (!loop.dispatchersInUse().wereMonitored()) {
      Optional<String> callback = loop.dispatchersInUse().firstCallback();
      if (callback.isPresent()) {
        return callback.map(label ->
            "the script ends, and "
                + label
                + " is never called: (iox-monitor dispatcher) is missing");
      }
    }
    return endpoints.inUse().stream()
        .filter(each -> each instanceof TcpListener listener && listener.isUnused())
        .findFirst()
        .map(listener ->
            "the script ends, and no callback serves clients at "
                + listener.label()
                + ": neither iox-onio nor tcp-answer was called for it");
  }

  /** A client was answered within a callback, which should have registered one for it. */
  void answered(TcpConnection client) {
    if (looking || clientsLookedAt == CLIENTS_LOOKED_AT_MAX) {
      return;
    }
    looking = true;
    clientsLookedAt++;
    String place = loop.place();
    loop.dispatcher().defer(() -> look(client, place));
  }

  private void look(TcpConnection client, String place) {
    if (!client.isUnused()) {
      looking = false;
      return;
    }
    int[] looks = {0};
    look =
        loop.dispatcher()
            .every(LOOK, LOOK, (_, _) -> lookAgain(client, place, ++looks[0]))
            .name("look for a client without a callback");
  }

  private void lookAgain(TcpConnection client, String place, int looks) {
    if (client.isUnused() && looks < LOOKS_MAX) {
      return;
    }
    stop();
    if (client.isUnused() && !isCalling()) {
      clientsLookedAt = CLIENTS_LOOKED_AT_MAX;
      loop.tell(
          place
              + ": "
              + client.label()
              + " was answered, and no callback reads or writes: is an iox-onio for it missing?");
    }
  }

  /** Looks no further at the client, as when the script ends. */
  void stop() {
    looking = false;
    if (look != null) {
      look.cancel();
      look = null;
    }
  }

  /** Whether a call is under way: a client may wait for its target. */
  private boolean isCalling() {
    return endpoints.inUse().stream()
        .anyMatch(each -> each instanceof TcpConnection connection && connection.isCalling());
  }
}
