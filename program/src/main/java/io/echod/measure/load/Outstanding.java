package io.echod.measure.load;

import java.util.Arrays;

/**
 * Datagrams that were sent and have not come back, by their numbers, in the order they were sent
 * in; and which of the last ones have come back already. There are few of them: they are looked
 * through.
 */
final class Outstanding {

  /** For so many numbers it is known whether they have come back. */
  private static final int REMEMBERED = 1 << 16;

  private final long[] numbers;
  private final long[] intendedNanos;
  private final long[] sentNanos;
  private final int[] sizes;
  private final long[] answered = new long[REMEMBERED / Long.SIZE];
  private int size;

  Outstanding(int capacity) {
    numbers = new long[capacity];
    intendedNanos = new long[capacity];
    sentNanos = new long[capacity];
    sizes = new int[capacity];
  }

  /** Numbers are added in ascending order, each one more than the one before. */
  void add(long number, long intended, long sent, int bytes) {
    numbers[size] = number;
    intendedNanos[size] = intended;
    sentNanos[size] = sent;
    sizes[size] = bytes;
    size++;
    answered[word(number)] &= ~bit(number);
  }

  /** Where a number is; less than 0 where it is not outstanding. */
  int find(long number) {
    return Arrays.binarySearch(numbers, 0, size, number);
  }

  void remove(int index, boolean isAnswered) {
    if (isAnswered) {
      answered[word(numbers[index])] |= bit(numbers[index]);
    }
    int rest = size - index - 1;
    System.arraycopy(numbers, index + 1, numbers, index, rest);
    System.arraycopy(intendedNanos, index + 1, intendedNanos, index, rest);
    System.arraycopy(sentNanos, index + 1, sentNanos, index, rest);
    System.arraycopy(sizes, index + 1, sizes, index, rest);
    size--;
  }

  /** Whether one of the last numbers has come back; of others it is not known any more. */
  boolean isAnswered(long number) {
    return (answered[word(number)] & bit(number)) != 0;
  }

  private static int word(long number) {
    return (int) (number % REMEMBERED) / Long.SIZE;
  }

  private static long bit(long number) {
    return 1L << number % Long.SIZE;
  }

  void clear() {
    size = 0;
  }

  int size() {
    return size;
  }

  long intended(int index) {
    return intendedNanos[index];
  }

  long sent(int index) {
    return sentNanos[index];
  }

  int bytes(int index) {
    return sizes[index];
  }
}
