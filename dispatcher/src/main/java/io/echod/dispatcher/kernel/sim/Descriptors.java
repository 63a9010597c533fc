package io.echod.dispatcher.kernel.sim;

import io.echod.dispatcher.kernel.FreedDescriptors;
import io.echod.dispatcher.kernel.Ready;
import io.echod.dispatcher.kernel.sim.chance.SimRandom;
import java.net.SocketException;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The open sources of a kernel by their numbers, the lowest free of which is always given next. */
final class Descriptors {

  /** 0 to 2 are the standard streams, as in every process. */
  private static final int FIRST = 3;

  private final int max;
  private @Nullable SimSource[] sources = new SimSource[16];
  private final BitSet used = new BitSet();

  /** Those that were ready, or may have become it since; of the others there is no need to ask. */
  private final BitSet candidates = new BitSet();

  /** This kernel's alone, as if it had a process for itself. */
  private final FreedDescriptors freed = new FreedDescriptors();

  private int count;

  Descriptors(int max) {
    this.max = max;
  }

  /** Throws where there is none left (EMFILE). */
  int reserve() throws SocketException {
    if (count == max) {
      throw new SocketException("Too many open files");
    }
    int free = used.nextClearBit(0);
    if (free == sources.length) {
      sources = Arrays.copyOf(sources, free * 2);
    }
    return free + FIRST;
  }

  void add(int descriptor, SimSource source) {
    sources[descriptor - FIRST] = source;
    used.set(descriptor - FIRST);
    candidates.set(descriptor - FIRST);
    count++;
  }

  void remove(int descriptor) {
    sources[descriptor - FIRST] = null;
    used.clear(descriptor - FIRST);
    candidates.clear(descriptor - FIRST);
    count--;
    freed.add();
  }

  /** Has a source asked by the next {@link #collect}, as something about it has changed. */
  void mayBeReady(int descriptor) {
    candidates.set(descriptor - FIRST);
  }

  /**
   * Appends every source that is ready for what it is asked for, or newly lost; returns whether
   * there is one.
   */
  boolean collect(Ready ready) {
    int before = ready.size();
    for (int index = candidates.nextSetBit(0);
        index >= 0;
        index = candidates.nextSetBit(index + 1)) {
      SimSource source = Objects.requireNonNull(sources[index]);
      int reasons = readyFor(source) | (source.takeLost() ? Ready.LOST : 0);
      if (reasons != 0) {
        ready.add(source.source(), reasons);
      } else {
        candidates.clear(index);
      }
    }
    return ready.size() > before;
  }

  private static int readyFor(SimSource source) {
    return source.interest() & source.readiness();
  }

  /** Whether {@link #collect} may find something; where it finds nothing, it does not. */
  boolean mayHaveReady() {
    return !candidates.isEmpty();
  }

  /** Appends a source that is asked for something and not ready; only where there is one. */
  void addSpurious(Ready ready, SimRandom random) {
    List<SimSource> quiet = interested().stream().filter(source -> readyFor(source) == 0).toList();
    SimSource chosen = quiet.get(random.below(quiet.size()));
    ready.add(chosen.source(), chosen.interest());
  }

  /** Whether there is a source that is asked for something and not ready; soon found. */
  boolean hasQuiet() {
    for (int index = used.nextSetBit(0); index >= 0; index = used.nextSetBit(index + 1)) {
      SimSource source = Objects.requireNonNull(sources[index]);
      if (source.interest() != 0 && readyFor(source) == 0) {
        return true;
      }
    }
    return false;
  }

  /** The sources that are asked for something. */
  List<SimSource> interested() {
    return Arrays.stream(sources)
        .filter(Objects::nonNull)
        .filter(source -> source.interest() != 0)
        .toList();
  }

  FreedDescriptors freed() {
    return freed;
  }

  int count() {
    return count;
  }

  void closeAll() {
    for (SimSource source : sources.clone()) {
      if (source != null) {
        source.source().close();
      }
    }
  }
}
