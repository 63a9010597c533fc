package io.echod.dispatcher.sim;

import io.echod.dispatcher.kernel.Ready;
import io.echod.dispatcher.kernel.Source;
import java.net.SocketException;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The open sources of a kernel by their numbers, the lowest free of which is always given next. */
final class Descriptors {

  /** 0 to 2 are the standard streams, as in every process. */
  private static final int FIRST = 3;

  private final int max;
  private @Nullable SimSource[] sources = new SimSource[16];
  private int count;
  private int end;

  Descriptors(int max) {
    this.max = max;
  }

  /** Throws where there is none left (EMFILE). */
  int reserve() throws SocketException {
    if (count == max) {
      throw new SocketException("Too many open files");
    }
    int free = 0;
    while (free < end && sources[free] != null) {
      free++;
    }
    if (free == sources.length) {
      sources = Arrays.copyOf(sources, free * 2);
    }
    return free + FIRST;
  }

  void add(int descriptor, SimSource source) {
    sources[descriptor - FIRST] = source;
    end = Math.max(end, descriptor - FIRST + 1);
    count++;
  }

  void remove(int descriptor) {
    sources[descriptor - FIRST] = null;
    count--;
  }

  /** Appends every source that is ready for what it is asked for; returns whether there is one. */
  boolean collect(Ready ready) {
    for (int index = 0; index < end; index++) {
      SimSource source = sources[index];
      if (source != null) {
        int reasons = source.interest();
        if (reasons != 0) {
          reasons &= source.readiness();
          if (reasons != 0) {
            ready.add(source.source(), reasons);
          }
        }
      }
    }
    return ready.size() > 0;
  }

  /** Appends a source that is asked for something and not in the list, if there is one. */
  void addSpurious(Ready ready, SimRandom random) {
    List<SimSource> quiet =
        interested().stream().filter(source -> !contains(ready, source.source())).toList();
    if (!quiet.isEmpty()) {
      SimSource chosen = quiet.get(random.below(quiet.size()));
      ready.add(chosen.source(), chosen.interest());
    }
  }

  @SuppressWarnings("ReferenceEquality") // the very same one is meant
  private static boolean contains(Ready ready, Source source) {
    for (int index = 0; index < ready.size(); index++) {
      if (ready.source(index) == source) {
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
