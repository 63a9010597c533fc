package io.echod.server.udp;

import io.echod.dispatcher.kernel.DatagramAddress;
import java.util.Arrays;

/**
 * How many datagrams each address may send in a second, counted as the generic cell rate algorithm
 * does (ITU-T I.371): those of one second may come at once, and then one after the other. An
 * address is one of IPv4, or an IPv6 network of 64 bits, of which one user has all (RFC 6177).
 *
 * <p>Takes no memory for an address that has been quiet for a second, and no more than for {@link
 * #ADDRESSES_MAX} in all: what is over it shares one account. Not thread-safe.
 */
final class UdpRates {

  /** Addresses with an account of their own. */
  static final int ADDRESSES_MAX = 65_536;

  private static final long SECOND_NANOS = 1_000_000_000;
  private static final int SLOTS_MIN = 64;
  private static final long GOLDEN_RATIO = 0x9E37_79B9_7F4A_7C15L;

  private final long intervalNanos;

  /** How far ahead of the present an address may be, and send one more. */
  private final long aheadNanosMax;

  /** The origin of the times, so that the clock may wrap; and 0 marks a slot that is free. */
  private final long startNanos;

  private long[] keys = new long[SLOTS_MIN];

  /** When each address will have been paid off; 0: the slot is free. */
  private long[] dueNanos = new long[SLOTS_MIN];

  private int count;
  private long sharedDueNanos;
  private long sweptNanos;

  /**
   * Counts from now on.
   *
   * @param rate datagrams in a second, 1 or more
   * @param nowNanos of a monotonic clock
   */
  UdpRates(int rate, long nowNanos) {
    intervalNanos = Math.max(1, SECOND_NANOS / rate);
    aheadNanosMax = Math.max(0, SECOND_NANOS - intervalNanos);
    startNanos = nowNanos - 1;
  }

  /** Whether an address may send one more, which is counted then. */
  boolean takes(DatagramAddress address, long nowNanos) {
    long now = Math.max(1, nowNanos - startNanos);
    int slot = slot(key(address), now);
    long due = Math.max(now, slot < 0 ? sharedDueNanos : dueNanos[slot]);
    if (due - now > aheadNanosMax) {
      return false;
    }
    if (slot < 0) {
      sharedDueNanos = due + intervalNanos;
    } else {
      dueNanos[slot] = due + intervalNanos;
    }
    return true;
  }

  private static long key(DatagramAddress address) {
    return address.isIpv4() ? address.low() & 0xFFFF_FFFFL : address.high();
  }

  /** The address's own, new or not; -1 where there is none left. */
  private int slot(long key, long now) {
    int slot = find(key);
    if (dueNanos[slot] != 0) {
      return slot;
    }
    if (count >= keys.length / 2) {
      if (!makeRoom(now)) {
        return -1;
      }
      slot = find(key);
    }
    keys[slot] = key;
    dueNanos[slot] = now;
    count++;
    return slot;
  }

  /** Where the key is, or would be. */
  private int find(long key) {
    int mask = keys.length - 1;
    int slot = (int) ((key * GOLDEN_RATIO) >>> 32) & mask;
    while (dueNanos[slot] != 0 && keys[slot] != key) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  /**
   * Forgets the addresses that are paid off, which are as good as new; at most once a second, for a
   * flood from ever new ones must not pay for it with each of them.
   */
  private boolean makeRoom(long now) {
    boolean full = keys.length / 2 >= ADDRESSES_MAX;
    if (full && now - sweptNanos < SECOND_NANOS && sweptNanos != 0) {
      return false;
    }
    sweptNanos = now;
    int live = 0;
    for (long due : dueNanos) {
      live += due > now ? 1 : 0;
    }
    int length =
        Math.clamp(Integer.highestOneBit(Math.max(1, live)) * 4L, SLOTS_MIN, 2 * ADDRESSES_MAX);
    rehash(length, now);
    return count < keys.length / 2;
  }

  private void rehash(int length, long now) {
    long[] oldKeys = keys;
    long[] oldDues = dueNanos;
    keys = new long[length];
    dueNanos = new long[length];
    count = 0;
    for (int old = 0; old < oldKeys.length; old++) {
      if (oldDues[old] > now && count < length / 2) {
        int slot = find(oldKeys[old]);
        keys[slot] = oldKeys[old];
        dueNanos[slot] = oldDues[old];
        count++;
      }
    }
  }

  /** How many addresses have an account. */
  int addresses() {
    return count;
  }

  @Override
  public String toString() {
    return "rates of "
        + count
        + " addresses in "
        + keys.length
        + " places "
        + Arrays.hashCode(keys);
  }
}
