package io.echod.cli.bench;

import io.echod.measure.report.BenchRun;
import java.util.List;

/**
 * The parts of files about a load.
 *
 * @param target the server's URL
 * @param command the words of the command line
 * @param runs one, or several of the same load
 */
record BenchDocument(String target, List<String> command, List<BenchRun> runs) {

  /** Copies the lists. */
  BenchDocument {
    command = List.copyOf(command);
    runs = List.copyOf(runs);
  }

  /** All runs as one. */
  BenchRun pooled() {
    return BenchRun.pooled(runs);
  }
}
