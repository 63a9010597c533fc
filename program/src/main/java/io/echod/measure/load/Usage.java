package io.echod.measure.load;

import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;

/** The generator's own use of its machine. From any thread. */
public interface Usage {

  /** Nothing is known, as in a simulation. */
  Usage NONE =
      new Usage() {
        @Override
        public long cpuNanos() {
          return 0;
        }

        @Override
        public long gcPauseMillis() {
          return 0;
        }
      };

  /** CPU time of the calling thread so far; nanoseconds. */
  long cpuNanos();

  /** Time of garbage collections so far; milliseconds. */
  long gcPauseMillis();

  /** That of this process. */
  static Usage ofThisProcess() {
    var threads = ManagementFactory.getThreadMXBean();
    return new Usage() {
      @Override
      public long cpuNanos() {
        return Math.max(0, threads.getCurrentThreadCpuTime());
      }

      @Override
      public long gcPauseMillis() {
        long millis = 0;
        for (GarbageCollectorMXBean one : ManagementFactory.getGarbageCollectorMXBeans()) {
          millis += Math.max(0, one.getCollectionTime());
        }
        return millis;
      }
    };
  }
}
