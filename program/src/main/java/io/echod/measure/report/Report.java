package io.echod.measure.report;

import java.util.List;

/**
 * The content of a page: words, tables and the loads to draw.
 *
 * @param title of the page
 * @param subtitle what was measured, in a sentence or two
 * @param warnings what a reader must know before the figures, such as why a run is invalid
 * @param tiles the figures that are looked at first
 * @param series the loads; at least one
 * @param tables figures in full
 * @param facts what was run, and where
 */
public record Report(
    String title,
    String subtitle,
    List<String> warnings,
    List<Fact> tiles,
    List<Series> series,
    List<Table> tables,
    List<Fact> facts) {

  /** A name and what it stands for. */
  public record Fact(String name, String value) {}

  /**
   * A table, the first column of which names the rows.
   *
   * @param caption what it shows
   * @param head a name for each column
   * @param rows as many cells as the head has
   */
  public record Table(String caption, List<String> head, List<List<String>> rows) {

    /** Copies the lists. */
    public Table {
      head = List.copyOf(head);
      rows = rows.stream().map(List::copyOf).toList();
    }
  }

  /** Copies the lists. */
  public Report {
    warnings = List.copyOf(warnings);
    tiles = List.copyOf(tiles);
    series = List.copyOf(series);
    tables = List.copyOf(tables);
    facts = List.copyOf(facts);
  }
}
