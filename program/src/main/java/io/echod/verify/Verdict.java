package io.echod.verify;

import java.util.Locale;

/** The verdict of a case. */
public enum Verdict {
  /** As expected. */
  PASS,
  /** Not as common sense expects; no standard demands it. */
  WARN,
  /** Not as a standard demands, or as a server that echoes must. */
  FAIL,
  /** Something to know. */
  INFO,
  /** Not tried. */
  SKIP;

  /** The name in tables and JSON, such as {@code pass}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
