package io.echod.cli.command;

import java.util.Optional;

/**
 * Which release of the program this is. Apart from {@link Version}: the server names it at each
 * start, and loads nothing of picocli for that.
 */
public final class Release {

  private Release() {}

  /** For example {@code echod 1.0}. */
  public static String nameAndNumber() {
    return "echod "
        + Optional.ofNullable(Release.class.getPackage().getImplementationVersion())
            .orElse("(unpackaged)");
  }
}
