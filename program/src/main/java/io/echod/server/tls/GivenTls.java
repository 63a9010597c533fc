package io.echod.server.tls;

import io.echod.tls.Identity;
import java.util.List;
import java.util.concurrent.Executor;

/**
 * A program's replacement for the files and threads of the TLS of its listeners, such as a
 * simulation's, which has neither.
 *
 * @param identities that listeners show, the first to clients that ask for none of them; one at
 *     least
 * @param tasks where the long computations of handshakes run; see {@link io.echod.tls.Tasks}
 */
public record GivenTls(List<Identity> identities, Executor tasks) {

  /** Copies the list. */
  public GivenTls {
    identities = List.copyOf(identities);
    if (identities.isEmpty()) {
      throw new IllegalArgumentException("TLS needs an identity");
    }
  }
}
