package io.echod.scheme;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.echod.scheme.script.ScriptException;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A name that is not defined is reported with the one that was meant. */
final class DidYouMeanTest extends SchemeTest {

  @ParameterizedTest
  @CsvSource({
    "tcp-raed, tcp-read",
    "tpc-read, tcp-read",
    "tcp-destory, tcp-destroy",
    "lfn-get-line, lfn-getline",
    "strng-append, string-append",
    "iox_onio, iox-onio",
    "IOX_REED, IOX_READ",
    "my-fucntion, my-function"
  })
  void aMistypedNameIsReportedWithTheRightOne(String typed, String meant) {
    scheme.run("(define (my-function) 1)");
    assertThatThrownBy(() -> scheme.load("(" + typed + ")"))
        .isInstanceOf(ScriptException.class)
        .hasMessageEndingWith(typed + " is not defined; did you mean " + meant + "?");
  }

  @ParameterizedTest
  @CsvSource({"q", "quite-another-name", "zzzz"})
  void aNameLikeNoOtherIsNot(String typed) {
    assertThatThrownBy(() -> scheme.load("(" + typed + ")"))
        .hasMessageEndingWith(typed + " is not defined");
  }

  @Test
  void aCheckKnowsTheNamesOfTheScript() throws Exception {
    Files.writeString(scheme.file(), "(define (serve-client) (serve-clent))");
    assertThatThrownBy(() -> scheme.session.check(scheme.file()))
        .hasMessageEndingWith(":1:25: serve-clent is not defined; did you mean serve-client?");
  }
}
