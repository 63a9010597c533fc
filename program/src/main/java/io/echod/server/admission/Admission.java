package io.echod.server.admission;

import io.echod.dispatcher.kernel.DatagramAddress;
import io.echod.net.address.Cidr;
import io.echod.server.setting.ServerSettings;
import io.echod.server.udp.UdpGuard;
import io.echod.settings.Settings;
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
 * The decision which clients are let into a server: its limits on connections, and its lists of
 * addresses. The dispatchers of a server share one. A client of a Unix socket has no address, and
 * counts for the limit of all.
 */
public final class Admission {

  /** Why a client is refused, in the order in which it is found out. */
  enum Refusal {
    DENIED,
    PROXY_FROM,
    PROXY_HEADER,
    PROXY_TIMEOUT,
    MAX_CONNECTIONS,
    MAX_CONNECTIONS_PER_ADDRESS,
    CONNECT_RATE;

    /** The reason, for example {@code max-connections}: the setting, or the name of its list. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /** Accounts of addresses without connections are kept until there are so many. */
  private static final int ACCOUNTS_MAX = 65_536;

  private static final long NEVER = Long.MIN_VALUE;

  private static final long SWEEP_INTERVAL_NANOS = 1_000_000_000;

  /**
   * The limits that are set; a reload replaces them.
   *
   * @param connectionsMax 0: no limit, as for the others
   */
  record Rules(
      List<Cidr> allowed, List<Cidr> denied, int connectionsMax, int perAddressMax, int rate) {

    static Rules of(Settings settings) {
      return new Rules(
          settings.get(ServerSettings.ALLOW),
          settings.get(ServerSettings.DENY),
          settings.get(ServerSettings.MAX_CONNECTIONS),
          settings.get(ServerSettings.MAX_CONNECTIONS_PER_ADDRESS),
          settings.get(ServerSettings.CONNECT_RATE));
    }

    boolean hasNoLists() {
      return allowed.isEmpty() && denied.isEmpty();
    }

    boolean isOpen() {
      return hasNoLists() && connectionsMax == 0 && !hasAccounts();
    }

    boolean hasAccounts() {
      return perAddressMax > 0 || rate > 0;
    }

    boolean isListed(InetAddress address) {
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
  }

  /**
   * One that is let in, until it {@linkplain #left leaves}.
   *
   * @param hasAccount whether it is charged to an address, too
   * @param account the key of that one's account
   */
  public record Ticket(boolean hasAccount, long account) {

    /** Counts for the limit of all alone. */
    public static final Ticket OF_NOBODY = new Ticket(false, 0);
  }

  private volatile Rules rules;
  private final UdpGuard udp;
  private final AtomicInteger open = new AtomicInteger();
  private final ConcurrentHashMap<Long, AddressAccount> accounts = new ConcurrentHashMap<>();

  /** When the accounts were last gone through; {@link #NEVER} at first. */
  private final AtomicLong sweptNanos = new AtomicLong(NEVER);

  public Admission(Settings settings) {
    rules = Rules.of(settings);
    udp = new UdpGuard(settings.get(ServerSettings.UDP_RATE), this::isListed);
  }

  /** Without lists, a datagram costs no object. */
  private boolean isListed(DatagramAddress address) {
    Rules current = rules;
    return current.hasNoLists() || current.isListed(address.toSocketAddress().getAddress());
  }

  /** The senders that are answered over UDP. */
  public UdpGuard udp() {
    return udp;
  }

  /** Goes by other settings, for those who come from now on. */
  public void use(Settings settings) {
    rules = Rules.of(settings);
    udp.rate(settings.get(ServerSettings.UDP_RATE));
  }

  /** Whether every client is let in. */
  public boolean isOpen() {
    return rules.isOpen();
  }

  /**
   * The reason to refuse a client, or the pass of one that is let in. From any dispatcher's thread.
   */
  sealed interface Answer permits Refused, Admitted {}

  /** Not let in. */
  record Refused(Refusal why) implements Answer {}

  /** Let in. */
  record Admitted(Ticket ticket) implements Answer {}

  private static final Admitted TO_NOBODY = new Admitted(Ticket.OF_NOBODY);

  /**
   * Lets a client in, which {@link #left} ends; or says why not. From any dispatcher's thread.
   *
   * @param nowNanos of a monotonic clock
   */
  Answer admit(SocketAddress peer, long nowNanos) {
    Rules current = rules;
    InetAddress address = address(peer);
    if (address != null && !current.isListed(address)) {
      return new Refused(Refusal.DENIED);
    }
    if (address == null || !current.hasAccounts()) {
      return admitUnknown();
    }
    if (admitUnknown() instanceof Refused full) {
      return full;
    }
    boolean isLetIn = false;
    try {
      Answer answer = charge(current, address, nowNanos);
      isLetIn = answer instanceof Admitted;
      return answer;
    } finally {
      if (!isLetIn) {
        open.decrementAndGet();
      }
    }
  }

  /** As above for one whose address is not known yet: counts for the limit of all alone. */
  Answer admitUnknown() {
    int most = rules.connectionsMax;
    if (open.incrementAndGet() > most && most > 0) {
      open.decrementAndGet();
      return new Refused(Refusal.MAX_CONNECTIONS);
    }
    return TO_NOBODY;
  }

  /** As above for one that was let in by {@link #admitUnknown}, once its address is known. */
  Answer admitKnown(SocketAddress peer, long nowNanos) {
    Rules current = rules;
    InetAddress address = address(peer);
    if (address == null) {
      return TO_NOBODY;
    }
    if (!current.isListed(address)) {
      return new Refused(Refusal.DENIED);
    }
    if (!current.hasAccounts()) {
      return TO_NOBODY;
    }
    return charge(current, address, nowNanos);
  }

  private Answer charge(Rules current, InetAddress address, long nowNanos) {
    int rate = current.rate;
    if (accounts.size() >= ACCOUNTS_MAX) {
      sweep(rate, nowNanos);
    }
    AtomicReference<Answer> answer = new AtomicReference<>(TO_NOBODY);
    accounts.compute(
        key(address),
        (key, known) -> {
          AddressAccount account = known == null ? new AddressAccount(key, rate, nowNanos) : known;
          answer.set(account.charge(current.perAddressMax, rate, nowNanos));
          return account;
        });
    return answer.get();
  }

  /**
   * At most once a second: a flood from ever new addresses must not pay for it with each of them.
   */
  private void sweep(int rate, long nowNanos) {
    long last = sweptNanos.get();
    boolean isDue = last == NEVER || nowNanos - last >= SWEEP_INTERVAL_NANOS;
    if (isDue && sweptNanos.compareAndSet(last, nowNanos)) {
      accounts.values().removeIf(account -> account.isIdle(rate, nowNanos));
    }
  }

  /** One that was let in has gone. */
  public void left(Ticket ticket) {
    open.decrementAndGet();
    leftAccount(ticket);
  }

  /** One that {@link #admitKnown} has let in has gone; for the limit of all it counts by itself. */
  void leftAccount(Ticket ticket) {
    if (ticket.hasAccount()) {
      accounts.computeIfPresent(
          ticket.account(),
          (_, account) -> {
            account.left();
            // With a rate, the account says how much of it was used.
            return rules.rate == 0 && account.isEmpty() ? null : account;
          });
    }
  }

  /** Counts one that was here before anybody was asked; {@link #left} ends that. */
  public Ticket count() {
    open.incrementAndGet();
    return Ticket.OF_NOBODY;
  }

  /** Whether none is in, and none has left a charge; with a rate, accounts outlast connections. */
  public boolean isEmpty() {
    return open.get() == 0 && (rules.rate > 0 || accounts.isEmpty());
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
