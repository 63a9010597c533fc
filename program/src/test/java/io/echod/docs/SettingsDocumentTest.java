package io.echod.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.echod.server.setting.ServerSettings;
import io.echod.settings.Setting;
import io.echod.settings.Setting.Change;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** docs/settings.md is what the table of the settings makes of it. */
class SettingsDocumentTest {

  private static final String DOCUMENT = "docs/settings.md";

  /** With this property set, the page is written rather than compared. */
  private static final String WRITE = "settings.write";

  private static final String HEAD =
      """
      # Settings

      Every setting of `echod serve`, and of `echod` without a command. A flag goes before a variable, a variable before the
      file that `--config` names, that before the default; an empty variable counts as none. The keys of the file are the names
      of the flags without their hyphens in front; see [serving.md](serving.md#a-file-of-settings). `echod config`, with the same
      flags, shows every setting with its value and where it is from.

      Those with a yes under reload take effect when SIGHUP has them read again; those under listener may be given for
      one listener, behind its URL or in its `[[listener]]`.

      Times are written `250ms`, `2.5s`, `1m` or `1h`, sizes `512`, `64k` or `1m` (powers of 1,024).

      | flag | variable | value | default | reload | listener | what it does |
      |---|---|---|---|---|---|---|
      """;

  private static final String FOOT =
      """

      This page is made from the table in `ServerSettings`, by
      `mvn -pl program -am test -Dtest=SettingsDocumentTest -Dsettings.write -Dsurefire.failIfNoSpecifiedTests=false`.
      """;

  @Test
  void thePageIsWhatTheTableMakesOfIt() throws IOException {
    Path page = Markdown.checkout().resolve(DOCUMENT);
    if (System.getProperty(WRITE) != null) {
      Files.writeString(page, page());
    }
    assertThat(Files.readString(page)).isEqualTo(page());
  }

  private static String page() {
    StringBuilder page = new StringBuilder(HEAD);
    for (Setting<?> setting : ServerSettings.ALL) {
      page.append("| `")
          .append(String.join("`, `", setting.flags()))
          .append("` | `")
          .append(setting.variable())
          .append("` | ")
          .append(cell(setting.kind().label()))
          .append(" | ")
          .append(cell(setting.defaultWords()))
          .append(" | ")
          .append(setting.change() == Change.AT_RELOAD ? "yes" : "")
          .append(" | ")
          .append(setting.isOfListener() ? "yes" : "")
          .append(" | ")
          .append(cell(setting.text()))
          .append(" |\n");
    }
    return page.append(FOOT).toString();
  }

  private static String cell(String text) {
    return text.replace("\\", "\\\\").replace("|", "\\|");
  }
}
