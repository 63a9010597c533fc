package io.echod.dispatcher.kernel.sim;

import io.echod.dispatcher.kernel.Kernel;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Has kernels of one network take turns, each on a thread of its own: one thread is at work at a
 * time, from the end of its kernel's wait to the next wait, and time passes where all of them wait.
 * Which one goes on follows from the network alone, so that a run repeats.
 */
final class Turns {

  private final int count;
  private final List<SimKernel> kernels = new ArrayList<>();
  private int entered;
  private @Nullable SimKernel current;

  /** Begins once that many kernels wait. */
  Turns(int count) {
    this.count = count;
  }

  /** Takes a kernel in, in the order of their turns. */
  synchronized void join(SimKernel kernel) {
    kernels.add(kernel);
  }

  /** The first wait of a kernel: waits, really, for its turn. Later ones have it already. */
  synchronized void enter(SimKernel kernel) {
    if (kernel.equals(current)) {
      return;
    }
    entered++;
    if (entered == count) {
      begin();
    }
    awaitTurn(kernel);
  }

  private void begin() {
    current = kernels.isEmpty() ? null : kernels.getFirst();
    notifyAll();
  }

  /**
   * Hands the turn to the next kernel that has something to do.
   *
   * @return false where none has, not even this one: time is to pass
   */
  synchronized boolean handOn(SimKernel kernel) {
    int own = kernels.indexOf(kernel);
    for (int step = 1; step <= kernels.size(); step++) {
      SimKernel next = kernels.get((own + step) % kernels.size());
      if (next.mayGoOn()) {
        current = next;
        notifyAll();
        awaitTurn(kernel);
        return true;
      }
    }
    return false;
  }

  /** The shortest time until one of them is to go on by itself. */
  synchronized long untilNext() {
    long least = Kernel.FOREVER;
    for (SimKernel kernel : kernels) {
      least = Math.min(least, kernel.untilDue());
    }
    return least;
  }

  /** A kernel is closed. */
  synchronized void leave(SimKernel kernel) {
    boolean hasTurn = kernel.equals(current);
    int own = kernels.indexOf(kernel);
    kernels.remove(kernel);
    if (hasTurn) {
      current = kernels.isEmpty() ? null : kernels.get(own % kernels.size());
      notifyAll();
    } else if (current == null && ++entered == count) {
      begin();
    }
  }

  private void awaitTurn(SimKernel kernel) {
    boolean isInterrupted = false;
    while (!kernel.equals(current)) {
      try {
        wait();
      } catch (InterruptedException later) {
        isInterrupted = true;
      }
    }
    if (isInterrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
