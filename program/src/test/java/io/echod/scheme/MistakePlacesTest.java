package io.echod.scheme;

import static org.assertj.core.api.Assertions.assertThat;

import io.echod.fixture.SchemeRun;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where a mistake is said to be: at the place that its author has to look at. */
class MistakePlacesTest {

  @TempDir private Path directory;

  private List<String> errors(String text) throws Exception {
    return SchemeRun.of(directory, text).errors();
  }

  @Test
  void aParenthesisTooManyIsOneWhereverItStands() throws Exception {
    assertThat(errors("(display 1)\n)\n(display 2)"))
        .containsExactly("server.scm:2:2: a closing parenthesis too many");
    assertThat(errors("(display 1)\n(display 2))\n"))
        .containsExactly("server.scm:2:13: a closing parenthesis too many");
    assertThat(errors("(display 1)\n ]"))
        .containsExactly("server.scm:2:3: a closing bracket that closes nothing");
  }

  @Test
  void aStringWithoutEndIsReportedWhereItBegins() throws Exception {
    assertThat(errors("(display 1)\n\n(display \"abc)\n(display 2)\n(define (f) 1)\n"))
        .containsExactly("server.scm:3:10: the string that begins here has no end");
    assertThat(errors("(display #\\\")\n(display \"a\nb\")\n(display \"c"))
        .containsExactly(
            "server.scm:4:10: the string that begins here has no end;"
                + " or the end of the one that begins in line 2 is missing");
  }

  @Test
  void aMissingQuoteIsLookedForAtTheStringThatGoesOnInAnotherLine() throws Exception {
    assertThat(errors("(display \"abc)\n(display \"x\")\n(define (f) 1)\n"))
        .containsExactly(
            "server.scm:2:12: the string that begins here has no end;"
                + " or the end of the one that begins in line 1 is missing");
  }

  @Test
  void aNameThatIsBoundTwiceInAFormIsReportedBeforeAnythingRuns() throws Exception {
    assertThat(errors("(display 1)\n(let ((x 1)\n      (x 2))\n  x)"))
        .containsExactly("server.scm:3:8: x is bound twice, first at line 2");
    assertThat(errors("(define (f a a) a)\n(define (f a) a)"))
        .containsExactly("server.scm:1:14: a is bound twice, first at line 1");
    assertThat(errors("(begin\n(define x 1)\n(define x 2))"))
        .containsExactly("server.scm:3:9: x is bound twice, first at line 2");
    assertThat(errors("(define x 1)\n(define x 2)\n(define (x) 3)")).isEmpty();
  }

  @Test
  void aCommentWithoutEndIsReportedWhereItBegins() throws Exception {
    assertThat(errors("(display 1)\n#| abc\n(display 2)\n"))
        .containsExactly("server.scm:2:1: the comment that begins here has no end");
  }

  @Test
  void theFieldsOfARecordAreReportedWhereTheyAreAskedFor() throws Exception {
    String record =
        """
        (define-record-type point (make-point x y) point? (x point-x set-point-x!) (y point-y))
        (define (ask what)
          (display "asks")
          (point-y what))
        (define (change what)
          (display "changes")
          (set-point-x! what 1))
        """;
    assertThat(errors(record + "(ask 5)"))
        .containsExactly("server.scm:4: point-y: argument 1 is 5; expected a record of type point");
    assertThat(errors(record + "(change \"p\")"))
        .containsExactly(
            "server.scm:7: set-point-x!: argument 1 is \"p\"; expected a record of type point");
    assertThat(errors(record + "(+ 1 (point-x 'p))"))
        .containsExactly("server.scm:8: point-x: argument 1 is p; expected a record of type point");
  }

  @Test
  void aFieldOfAnyOtherRecordIsNone() throws Exception {
    assertThat(
            errors(
                """
                (define-record-type point (make-point x) point? (x point-x))
                (define-record-type circle (make-circle x) circle? (x circle-x))
                (define (ask what) (point-x what))
                (ask (make-circle 1))
                """))
        .singleElement()
        .asString()
        .startsWith("server.scm:3: point-x: argument 1 is ")
        .endsWith("; expected a record of type point");
  }

  @Test
  void callbacksOfAnotherNumberOfArgumentsAreRefusedWhereTheyAreRegistered() throws Exception {
    for (String registration :
        List.of(
            "iox-after dispatcher f 1 0",
            "iox-every dispatcher f 1 0 1",
            "iox-whenidle dispatcher f 1",
            "iox-onio dispatcher f 1 IOX_READ (tcp-fd (tcp-listen 0))")) {
      assertThat(
              errors(
                  "(define dispatcher (iox-create))\n(define (f a b) 1)\n(" + registration + ")"))
          .containsExactly(
              "server.scm:3: "
                  + registration.split(" ", -1)[0]
                  + ": argument 2 (function) is #<procedure f>; expected a procedure of"
                  + " (callback reason user-data): this one takes 2");
    }
  }

  @Test
  void aCallbackThatIsDefinedAnewWithOtherArgumentsIsReportedWithNumbers() throws Exception {
    assertThat(
            errors(
                """
                (define dispatcher (iox-create))
                (define (f callback reason data) 1)
                (iox-after dispatcher f 1 0)
                (define (f data . more) (g data))
                (define (f data) (display data))
                (iox-monitor dispatcher)
                """))
        .containsExactly(
            "server.scm:5: f: 3 arguments given, expected 1: (callback reason user-data)"
                + " (in f for FIRE; cancelled)");
  }
}
