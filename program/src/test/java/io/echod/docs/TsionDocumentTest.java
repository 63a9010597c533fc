package io.echod.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.echod.dispatcher.kernel.nio.NioKernel;
import io.echod.scheme.Session;
import io.echod.scheme.SessionOptions;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The table for those who bring scripts of TSION has all of its procedures, and of ours. */
class TsionDocumentTest {

  private static final String DOCUMENT = "docs/tsion.md";

  private static final Map<String, String> FAMILY =
      Map.of(
          "iox", "after cancel create debug destroy dispatcher every monitor onio whenidle",
          "tcp",
              "answer call complete debug destroy fd listen name pending? read readable? up? write"
                  + " writeable?",
          "lfn", "create debug destroy fd getline name putline read readable? up? write writeable?",
          "net", "addr host port",
          "skt", "cleanup peer port readable? setbuf startup up? writeable?",
          "drs", "create destroy first next count get",
          "rex", "create debug destroy error match replace wild");

  @Test
  void everyProcedureOfTsionIsInTheTable() throws Exception {
    List<String> names = new ArrayList<>(List.of("getenv", "grab", "tv-tod"));
    FAMILY.forEach((family, all) -> {
      for (String each : all.split(" ", -1)) {
        names.add(family + "-" + each);
      }
    });
    String text = Markdown.read(DOCUMENT).text();
    for (String name : names) {
      assertThat(text).contains("`" + name + "`");
    }
  }

  @Test
  void everyProcedureOfOursIsNamed() throws Exception {
    String text = Markdown.read(DOCUMENT).text();
    SessionOptions options =
        new SessionOptions(new ByteArrayOutputStream(), line -> {}, List.of(), Map.of());
    try (Session session = new Session(NioKernel::new, options)) {
      for (String signature : session.signatures()) {
        String name = signature.substring(1).split("[ )]", -1)[0];
        assertThat(text.matches("(?s).*[`(]" + Pattern.quote(name) + "[`) ].*"))
            .as(name + " in " + DOCUMENT)
            .isTrue();
      }
    }
  }
}
