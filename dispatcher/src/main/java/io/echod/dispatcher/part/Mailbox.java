package io.echod.dispatcher.part;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;

/** Tasks posted from other threads, oldest first. */
public final class Mailbox {

  private final ConcurrentLinkedQueue<Runnable> tasks = new ConcurrentLinkedQueue<>();

  public void add(Runnable task) {
    tasks.add(task);
  }

  public boolean remove(Runnable task) {
    return tasks.remove(task);
  }

  public boolean isEmpty() {
    return tasks.isEmpty();
  }

  /** Hands over at most {@code most} tasks; returns how many. */
  public int drain(int most, Consumer<Runnable> runner) {
    int count = 0;
    while (count < most) {
      Runnable task = tasks.poll();
      if (task == null) {
        break;
      }
      count++;
      runner.accept(task);
    }
    return count;
  }
}
