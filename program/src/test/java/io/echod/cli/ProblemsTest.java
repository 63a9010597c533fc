package io.echod.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;

/** The messages of failures of all kinds. */
class ProblemsTest {

  private final IOException tooMany = new FileNotFoundException("/some/file (Too many open files)");

  @Test
  void anExceptionSaysWhatIsWrong() {
    assertThat(Problems.line(new IOException("can't listen", tooMany)))
        .isEqualTo("echod: can't listen");
  }

  @Test
  void anErrorThatCameOfAnExceptionOfTheSystemIsThatOne() {
    assertThat(Problems.line(new Error(new ExceptionInInitializerError(tooMany))))
        .isEqualTo("echod: /some/file (Too many open files)");
    assertThat(Problems.line(new ExecutionException(new Error(tooMany))))
        .isEqualTo("echod: /some/file (Too many open files)");
  }

  @Test
  void anyOtherErrorReportsItsPlaceInOneLine() {
    assertThat(Problems.line(new ExecutionException(new AssertionError("no way"))))
        .startsWith("echod: java.lang.AssertionError: no way at ")
        .contains("ProblemsTest.java:")
        .doesNotContain("\n");
  }
}
