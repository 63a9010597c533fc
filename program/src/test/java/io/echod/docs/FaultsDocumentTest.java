package io.echod.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.echod.cli.CommandLineRun;
import io.echod.fault.FaultSyntax;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Every command of docs/faults.md is one. */
class FaultsDocumentTest {

  private static Markdown document() throws IOException {
    return Markdown.read("docs/faults.md");
  }

  @Test
  void everyCommandIsOne() throws IOException {
    int commands = 0;
    for (String block : document().blocks("sh")) {
      for (String line : block.lines().toList()) {
        List<String> words = words(line);
        assertThat(words.subList(0, 2)).containsExactly("echod", "serve");
        words.set(1, "config");
        CommandLineRun run =
            CommandLineRun.of(words.subList(1, words.size()).toArray(String[]::new));
        assertThat(run.errors()).as(line).isEmpty();
        assertThat(run.exitCode()).isZero();
        commands++;
      }
    }
    assertThat(commands).isGreaterThan(10);
  }

  private static List<String> words(String line) {
    List<String> words = new ArrayList<>();
    Pattern.compile("'([^']*)'|(\\S+)")
        .matcher(line)
        .results()
        .forEach(word -> words.add(word.group(1) != null ? word.group(1) : word.group(2)));
    return words;
  }

  @Test
  void everyKindIsExplained() throws IOException {
    for (String line : FaultSyntax.overview().lines().toList()) {
      String kind = line.split("[= ]", 2)[0];
      assertThat(document().text()).as(kind).contains("| `" + kind + "` |");
    }
  }
}
