package io.echod.scheme.language;

/**
 * A name that means something at the top level.
 *
 * @param text how it is written
 * @param usage how it is called, such as {@code (tcp-read endpoint length [timeout])}; empty where
 *     nothing is known of that
 * @param origin whose it is
 */
public record KnownName(String text, String usage, Origin origin) {

  /** The origin of a name. */
  public enum Origin {
    /** The dispatcher's procedures, and those of endpoints, lines and the system. */
    ECHOD,
    /** The script, or a user at the prompt. */
    SCRIPT,
    /** Scheme itself. */
    SCHEME
  }
}
