package io.echod.cli.command;

import java.util.Optional;
import picocli.CommandLine.IVersionProvider;

/** What {@code --version} prints. */
public final class Version implements IVersionProvider {

  /** Such as {@code echod 1.0}. */
  public static String nameAndNumber() {
    return "echod "
        + Optional.ofNullable(Version.class.getPackage().getImplementationVersion())
            .orElse("(unpackaged)");
  }

  @Override
  public String[] getVersion() {
    return new String[] {
      nameAndNumber(),
      "Java "
          + Runtime.version()
          + ", "
          + System.getProperty("os.name")
          + " "
          + System.getProperty("os.arch")
    };
  }
}
