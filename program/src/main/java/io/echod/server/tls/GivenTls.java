package io.echod.server.tls;

import io.echod.tls.ServerTls;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/**
 * A program's replacement for the files and threads of the TLS of its listeners, such as a
 * simulation's, which has neither.
 *
 * @param credentials returns what a listener shows, and whom it believes; called when it opens, and
 *     at each reload
 * @param protocols to offer by ALPN (RFC 7301), the best first; none: it is not spoken of
 * @param tasks where the long computations of handshakes run; see {@link io.echod.tls.Tasks}
 */
public record GivenTls(
    Supplier<ServerTls.Credentials> credentials, List<String> protocols, Executor tasks) {

  /** Copies the list. */
  public GivenTls {
    protocols = List.copyOf(protocols);
  }
}
