package io.echod.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.echod.dispatcher.kernel.sim.chance.Fault;
import java.io.IOException;
import java.nio.file.Files;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The code in docs/testing.md is the code that the tests of the library run. */
class TestingDocumentTest {

  private static final String DOCUMENT = "docs/testing.md";
  private static final String EXAMPLES = "dispatcher/src/test/java/io/echod/examples/";

  @Test
  void everyBlockIsAPartOfTheExample() throws IOException {
    String example = unindented(source("LengthServer") + source("LengthServerTest"));
    assertThat(Markdown.read(DOCUMENT).blocks("java"))
        .hasSizeGreaterThan(2)
        .allSatisfy(block -> assertThat(example).contains(unindented(block)));
  }

  private static String source(String name) throws IOException {
    return Files.readString(Markdown.checkout().resolve(EXAMPLES + name + ".java"));
  }

  private static String unindented(String code) {
    return code.lines()
        .map(String::strip)
        .filter(line -> !line.isEmpty())
        .collect(Collectors.joining("\n"));
  }

  @Test
  void everyFaultIsDocumented() throws IOException {
    String text = Markdown.read(DOCUMENT).text();
    for (Fault fault : Fault.values()) {
      assertThat(text).contains("| `" + fault + "` | ");
    }
  }
}
