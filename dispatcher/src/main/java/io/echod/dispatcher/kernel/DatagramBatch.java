package io.echod.dispatcher.kernel;

import java.nio.ByteBuffer;

/**
 * Datagrams that are received or sent by one call, each with its address. Has room for the longest
 * in each place. Belongs to one thread.
 */
public final class DatagramBatch {

  /** The bytes of memory for each datagram: no datagram has so many. */
  public static final int SLOT_BYTES = 1 << 16;

  private static final int CAPACITY_MAX = 1024;

  private final ByteBuffer memory;
  private final ByteBuffer[] datagrams;
  private final DatagramAddress[] addresses;

  /** Which part of the memory each datagram has. */
  private final int[] slots;

  private int size;

  /** Says which datagrams to keep. */
  @FunctionalInterface
  public interface Filter {

    /**
     * Whether to keep a datagram.
     *
     * @param address where it is from, or goes to
     * @param datagram its bytes, from the buffer's position to its limit
     */
    boolean keeps(DatagramAddress address, ByteBuffer datagram);
  }

  /**
   * Creates an empty one.
   *
   * @param capacity datagrams it has room for, 1 to 1024; each takes {@link #SLOT_BYTES}
   */
  public DatagramBatch(int capacity) {
    if (capacity < 1 || capacity > CAPACITY_MAX) {
      throw new IllegalArgumentException(
          "capacity must be 1 to " + CAPACITY_MAX + ", not " + capacity);
    }
    memory = ByteBuffer.allocateDirect(capacity * SLOT_BYTES);
    datagrams = new ByteBuffer[capacity];
    addresses = new DatagramAddress[capacity];
    slots = new int[capacity];
    for (int index = 0; index < capacity; index++) {
      datagrams[index] = memory.slice(index * SLOT_BYTES, SLOT_BYTES);
      addresses[index] = new DatagramAddress();
      slots[index] = index;
    }
  }

  /** How many datagrams it has room for. */
  public int capacity() {
    return datagrams.length;
  }

  /** How many are in it. */
  public int size() {
    return size;
  }

  /**
   * Sets how many are in it, 0 to the capacity: a side of the seam, which has filled that many; 0
   * empties it.
   */
  public void size(int newSize) {
    if (newSize < 0 || newSize > datagrams.length) {
      throw new IllegalArgumentException(
          "size must be 0 to " + datagrams.length + ", not " + newSize);
    }
    size = newSize;
  }

  /**
   * A datagram's bytes: those between the buffer's position, 0, and its limit.
   *
   * @param index from 0; up to the capacity for who fills it
   */
  public ByteBuffer datagram(int index) {
    return datagrams[index];
  }

  /** Where a datagram is from, or goes to. */
  public DatagramAddress address(int index) {
    return addresses[index];
  }

  /** All of the memory; {@link #offset} returns where each datagram's part begins. */
  public ByteBuffer memory() {
    return memory;
  }

  /** Where in the memory a datagram begins. */
  public int offset(int index) {
    return slots[index] * SLOT_BYTES;
  }

  /**
   * Adds a copy of a datagram; there must be room.
   *
   * @param bytes those from its position to its limit, {@link #SLOT_BYTES} at most; not moved
   */
  public void add(ByteBuffer bytes, DatagramAddress address) {
    if (size == datagrams.length) {
      throw new IllegalStateException("the batch is full: it has " + size + " datagrams");
    }
    datagrams[size].clear().put(bytes.duplicate()).flip();
    addresses[size].set(address);
    size++;
  }

  /** Leaves out the datagrams that the filter does not keep; the others keep their order. */
  public void keep(Filter filter) {
    int kept = 0;
    for (int index = 0; index < size; index++) {
      if (filter.keeps(addresses[index], datagrams[index])) {
        if (kept != index) {
          swap(kept, index);
        }
        kept++;
      }
    }
    size = kept;
  }

  private void swap(int one, int other) {
    ByteBuffer datagram = datagrams[one];
    datagrams[one] = datagrams[other];
    datagrams[other] = datagram;
    DatagramAddress address = addresses[one];
    addresses[one] = addresses[other];
    addresses[other] = address;
    int slot = slots[one];
    slots[one] = slots[other];
    slots[other] = slot;
  }
}
