package io.echod.scheme.endpoint;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Looks up the addresses of hosts, beside the script's thread: a name server may take its time, and
 * no other client waits for it. Belongs to the script's thread.
 */
public final class Lookups implements AutoCloseable {

  /** So many may hang before others wait for them. */
  private static final int THREADS_MAX = 8;

  private static final int IDLE_SECONDS = 10;

  private final ThreadPoolExecutor threads =
      new ThreadPoolExecutor(
          THREADS_MAX,
          THREADS_MAX,
          IDLE_SECONDS,
          TimeUnit.SECONDS,
          new LinkedBlockingQueue<>(),
          Thread.ofPlatform().name("lookup-", 1).daemon().factory());

  private Resolver resolver = InetAddress::getAllByName;

  /** The source of a host's addresses; may block. */
  @FunctionalInterface
  public interface Resolver {

    /** Gives every address of a host. */
    InetAddress[] addresses(String host) throws UnknownHostException;
  }

  Lookups() {
    threads.allowCoreThreadTimeOut(true);
  }

  /** Asks another resolver than the system's from now on. */
  public void ask(Resolver other) {
    resolver = other;
  }

  /**
   * Looks a host up; at once where it is an address, or this machine by the name that RFC 6761,
   * section 6.3, keeps for it.
   *
   * @param host a name or an address; empty for this machine
   * @return the addresses; an {@link UnknownHostException} where there are none
   */
  public CompletableFuture<List<InetAddress>> addresses(String host) {
    if (isThisMachine(host)) {
      return CompletableFuture.completedFuture(
          List.of(InetAddress.ofLiteral("127.0.0.1"), InetAddress.ofLiteral("::1")));
    }
    if (isLiteral(host)) {
      return literal(host);
    }
    Resolver asked = resolver;
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return List.of(asked.addresses(host));
          } catch (UnknownHostException unknown) {
            throw new CompletionException(unknown);
          }
        },
        threads);
  }

  /** Looks up the name of an address; that address itself where it has none. */
  public CompletableFuture<String> name(InetAddress address) {
    return CompletableFuture.supplyAsync(address::getCanonicalHostName, threads);
  }

  /** Whether a host is looked up at once, as no resolver has to be asked for it. */
  public static boolean isKnown(String host) {
    return isThisMachine(host) || isLiteral(host);
  }

  private static boolean isThisMachine(String host) {
    return host.isEmpty() || host.equalsIgnoreCase("localhost");
  }

  private static CompletableFuture<List<InetAddress>> literal(String host) {
    try {
      return CompletableFuture.completedFuture(List.of(InetAddress.ofLiteral(host)));
    } catch (IllegalArgumentException none) {
      return CompletableFuture.failedFuture(new UnknownHostException(host));
    }
  }

  /** Whether a host looks like an address. */
  private static boolean isLiteral(String host) {
    return host.indexOf(':') >= 0 || host.matches("[0-9.]+");
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
