package io.echod.server;

import io.echod.net.Cidr;
import io.echod.server.udp.UdpGuard;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Who is let into a server: its limits on connections, and its lists of addresses. The dispatchers
 * of a server share one. A client of a Unix socket has no address, and counts for the limit of all.
 */
final class Admission {

  /** Why a client is refused, in the order in which it is found out. */
  enum Refusal {
    DENIED,
    MAX_CONNECTIONS,
    MAX_CONNECTIONS_PER_ADDRESS,
    CONNECT_RATE;

    /** Such as {@code max-connections}: the setting, or what its list says. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /** Accounts of addresses without connections are kept until there are so many. */
  private static final int ACCOUNTS_MAX = 65_536;

  private static final long NEVER = Long.MIN_VALUE;

  private static final long SWEEP_INTERVAL_NANOS = 1_000_000_000;

  private final List<Cidr> allowed;
  private final List<Cidr> denied;
  private final int connectionsMax;
  private final int perAddressMax;
  private final int rate;
  private final UdpGuard udp;
  private final AtomicInteger open = new AtomicInteger();
  private final ConcurrentHashMap<Long, AddressAccount> accounts = new ConcurrentHashMap<>();

  /** When the accounts were last gone through; {@link #NEVER} at first. */
  private final AtomicLong sweptNanos = new AtomicLong(NEVER);

  Admission(ServerOptions options) {
    allowed = options.get(ServerSettings.ALLOW);
    denied = options.get(ServerSettings.DENY);
    connectionsMax = options.get(ServerSettings.MAX_CONNECTIONS);
    perAddressMax = options.get(ServerSettings.MAX_CONNECTIONS_PER_ADDRESS);
    rate = options.get(ServerSettings.CONNECT_RATE);
    boolean hasLists = !allowed.isEmpty() || !denied.isEmpty();
    udp = new UdpGuard(options.get(ServerSettings.UDP_RATE), hasLists ? this::isListed : null);
  }

  /** Who is answered over UDP. */
  UdpGuard udp() {
    return udp;
  }

  /** Whether everybody is let in. */
  boolean isOpen() {
    return allowed.isEmpty()
        && denied.isEmpty()
        && connectionsMax == 0
        && perAddressMax == 0
        && rate == 0;
  }

  /**
   * Lets a client in, which {@link #left} ends; or says why not. From any dispatcher's thread.
   *
   * @param nowNanos of a monotonic clock
   */
  @Nullable Refusal admit(SocketAddress peer, long nowNanos) {
    InetAddress address = address(peer);
    if (address != null && !isListed(address)) {
      return Refusal.DENIED;
    }
    if (open.incrementAndGet() > connectionsMax && connectionsMax > 0) {
      open.decrementAndGet();
      return Refusal.MAX_CONNECTIONS;
    }
    Refusal refusal = address == null || !hasAccounts() ? null : charge(address, nowNanos);
    if (refusal != null) {
      open.decrementAndGet();
    }
    return refusal;
  }

  private boolean isListed(InetAddress address) {
    return !contains(denied, address) && (allowed.isEmpty() || contains(allowed, address));
  }

  private static boolean contains(List<Cidr> blocks, InetAddress address) {
    for (Cidr block : blocks) {
      if (block.contains(address)) {
        return true;
      }
    }
    return false;
  }

  private boolean hasAccounts() {
    return perAddressMax > 0 || rate > 0;
  }

  private @Nullable Refusal charge(InetAddress address, long nowNanos) {
    if (accounts.size() >= ACCOUNTS_MAX) {
      sweep(nowNanos);
    }
    AtomicReference<@Nullable Refusal> refusal = new AtomicReference<>();
    accounts.compute(
        key(address),
        (_, known) -> {
          AddressAccount account = known == null ? new AddressAccount(rate, nowNanos) : known;
          refusal.set(account.charge(perAddressMax, rate, nowNanos));
          return account;
        });
    return refusal.get();
  }

  /**
   * At most once a second: a flood from ever new addresses must not pay for it with each of them.
   */
  private void sweep(long nowNanos) {
    long last = sweptNanos.get();
    boolean isDue = last == NEVER || nowNanos - last >= SWEEP_INTERVAL_NANOS;
    if (isDue && sweptNanos.compareAndSet(last, nowNanos)) {
      accounts.values().removeIf(account -> account.isIdle(rate, nowNanos));
    }
  }

  /** One that was let in has gone. */
  void left(SocketAddress peer) {
    open.decrementAndGet();
    InetAddress address = address(peer);
    if (address != null && hasAccounts()) {
      accounts.computeIfPresent(
          key(address),
          (_, account) -> {
            account.left();
            // With a rate, the account says how much of it was used.
            return rate == 0 && account.isEmpty() ? null : account;
          });
    }
  }

  /** How many are in. */
  int open() {
    return open.get();
  }

  /** How many addresses have an account. */
  int accounts() {
    return accounts.size();
  }

  private static @Nullable InetAddress address(SocketAddress peer) {
    return peer instanceof InetSocketAddress inet ? inet.getAddress() : null;
  }

  /**
   * An IPv4 address, or the first 64 bits of an IPv6 address, of which one user has all the rest
   * (RFC 6177). No network of IPv6 begins with 32 zeros and goes on (RFC 4291, section 2.5.5).
   */
  private static long key(InetAddress address) {
    byte[] bytes = address.getAddress();
    int length = address instanceof Inet6Address ? 8 : 4;
    long key = 0;
    for (int index = 0; index < length; index++) {
      key = (key << 8) | (bytes[index] & 0xff);
    }
    return key;
  }
}
