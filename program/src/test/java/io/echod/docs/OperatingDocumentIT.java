package io.echod.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.echod.fixture.Shell;
import java.nio.file.Files;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The statements of docs/operating.md about the launcher, once the program is packaged. */
class OperatingDocumentIT {

  private static final String DOCUMENT = "docs/operating.md";

  /** An option of the virtual machine, as the launcher's script has it. */
  private static final Pattern OPTION =
      Pattern.compile("(-Xm[ns][0-9]+m|-XX:[+-][A-Z][A-Za-z]+|--enable-native-access=[A-Z-]+)\\b");

  @Test
  void everyCommandWorks() throws Exception {
    List<String> commands = Markdown.read(DOCUMENT).blocks("sh");
    assertThat(commands).isNotEmpty();
    for (String command : commands) {
      Shell.Result result = Shell.run(Markdown.checkout(), command);
      assertThat(result.errors()).as(command).isEmpty();
      assertThat(result.exitCode()).as(command).isZero();
      assertThat(result.output())
          .as(command)
          .containsPattern(
              command.contains(" config ") ? "(?m)^listen +(tcp|udp)://.* --listen$" : "^echod ");
    }
  }

  @Test
  void everyOptionOfTheLauncherIsDocumented() throws Exception {
    String launcher = Files.readString(Markdown.checkout().resolve("echod"));
    List<String> options =
        OPTION
            .matcher(launcher.substring(launcher.indexOf("choose_flags()")))
            .results()
            .map((MatchResult option) -> option.group(1))
            .filter(option -> !option.equals("-XX:+Use"))
            .distinct()
            .toList();
    assertThat(options).hasSizeGreaterThan(5);
    String text = Markdown.read(DOCUMENT).text();
    assertThat(options).allSatisfy(option -> assertThat(text).contains("| `" + option + "` |"));
  }

  /** It kills a virtual machine. */
  @Test
  void theUnitOfSystemdLetsCodeBeMade() throws Exception {
    assertThat(Markdown.read(DOCUMENT).blocks("ini"))
        .singleElement()
        .asString()
        .contains("ExecStart=/opt/echod/echod")
        .doesNotContainPattern("(?m)^MemoryDenyWriteExecute=");
  }
}
