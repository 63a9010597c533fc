package io.echod.scheme;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** An integer of which Kawa would take the low bits is refused. */
final class IntegerArgumentsTest extends SchemeTest {

  private static final String DEFINED =
      """
      (define big 4294967296)
      (define v (vector 1 2 3))
      (define b (bytevector 1 2 3))
      (define s (string-copy "abc"))
      (define l (list 1 2 3))
      (define (in-tail-position) (bytevector 1 300))
      """;

  private String message(String expression) {
    return scheme.value("(guard (e (#t (error-object-message e))) " + expression + ")");
  }

  /** Each ends with the number of the argument and its value. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "(vector-ref v 4294967297) 2 4294967297",
        "(vector-ref v -1) 2 -1",
        "(vector-ref v 1.5) 2 1.5",
        "(vector-set! v big 0) 2 4294967296",
        "(set! (vector-ref v big) 0) 2 4294967296",
        "(apply vector-ref (list v big)) 2 4294967296",
        "(make-vector 10000000000) 1 10000000000",
        "(vector-copy! v 0 v big) 4 4294967296",
        "(vector->list v 0 (+ big 1)) 3 4294967297",
        "(bytevector 300) 1 300",
        "(bytevector 1 -1) 2 -1",
        "(in-tail-position) 2 300",
        "(apply bytevector '(1 300)) 2 300",
        "(u8vector 256) 1 256",
        "(s8vector 128) 1 128",
        "(u16vector 65536) 1 65536",
        "(s32vector 2147483648) 1 2147483648",
        "(u64vector (expt 2 64)) 1 18446744073709551616",
        "(make-bytevector 2 256) 2 256",
        "(bytevector-u8-set! b 0 256) 3 256",
        "(bytevector-u8-ref b big) 2 4294967296",
        "(bytevector-copy b big) 2 4294967296",
        "(utf8->string b big) 2 4294967296",
        "(string-ref s 4294967296) 2 4294967296",
        "(string-set! s big #\\x) 2 4294967296",
        "(make-string -1) 1 -1",
        "(substring s 0 (+ big 1)) 3 4294967297",
        "(string-copy! s big s) 2 4294967296",
        "(string-pad s (+ big 1)) 2 4294967297",
        "(list-ref l -1) 2 -1",
        "(list-tail l big) 2 4294967296",
        "(list-set! l big 0) 2 4294967296",
        "(make-list -1) 1 -1",
        "(integer->char -1) 1 -1",
        "(integer->char #xd800) 1 55296",
        "(integer->char (+ big 65)) 1 4294967361",
        "(number->string 255 99) 2 99",
        "(string->number \"11\" (+ big 2)) 2 4294967298",
        "(arithmetic-shift 1 big) 2 4294967296",
        "(array-set! (make-array (shape 0 2 0 2) 0) big 0 5) 2 4294967296",
        "(read-string (+ big 1) (open-input-string s)) 1 4294967297"
      })
  void isNamedWithItsPlaceAndValue(String line) {
    scheme.run(DEFINED);
    int last = line.lastIndexOf(' ');
    int index = line.lastIndexOf(' ', last - 1);
    assertThat(message(line.substring(0, index)))
        .contains(
            ": argument " + line.substring(index + 1, last) + " is " + line.substring(last + 1))
        .contains("; expected ");
  }

  @Test
  void ofAListIsNamedWithItsPlaceThere() {
    assertThat(message("(list->u8vector '(1 300))"))
        .isEqualTo(
            "\"list->u8vector: argument 1 has 300 at index 1; expected an integer of 0 to 255\"");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "(import (scheme base)) # (bytevector 300)",
        "(import (scheme base)) # (substring \"abc\" 0 4294967297)",
        "(import (prefix (scheme base) base-)) # (base-vector-ref (vector 1) 4294967296)",
        "(import (srfi 13)) # (string-tabulate (lambda (i) #\\x) 4294967296)",
        "(import (srfi 60)) # (copy-bit 4294967296 0 #t)"
      })
  void isRefusedAfterAnImportToo(String forms) {
    String[] parts = forms.split(" # ", -1);
    scheme.run(parts[0]);
    assertThat(message(parts[1])).contains(": argument ").contains("; expected ");
  }

  @Test
  void withinItsRangeMeansWhatItEverDid() {
    scheme.run(DEFINED);
    assertThat(
            scheme.value(
                "(list (vector-ref v 2) (bytevector 0 255) (bytevector) (s8vector -128 127)"
                    + " (list-tail l 3) (list-ref l 0) (vector-ref v 1.0) (u64vector 5)"
                    + " (map bytevector '(1 2)) (integer->char 65) (number->string 255 16)"
                    + " (bytevector? (bytevector 1)))"))
        .isEqualTo(
            "(3 #u8(0 255) #u8() #s8(-128 127) () 1 2 #u64(5) (#u8(1) #u8(2)) #\\A \"ff\""
                + " #t)");
    scheme.run("(set! (vector-ref v 0) 9) (vector-set! v 1 8)");
    assertThat(scheme.value("(list v b)")).isEqualTo("(#(9 8 3) #u8(1 2 3))");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "(vector-ref) | vector-ref: 0 arguments given, expected 2",
        "(vector-ref v) | vector-ref: 1 argument given, expected 2",
        "(vector-ref v 1 2) | vector-ref: 3 arguments given, expected 2",
        "(vector-set! v 1) | vector-set!: 2 arguments given, expected 3",
        "(make-vector) | make-vector: 0 arguments given, expected 1 to 2",
        "(bytevector-copy b 0 1 2) | bytevector-copy: 4 arguments given, expected 1 to 3",
        "(apply list-ref '(1)) | list-ref: 1 argument given, expected 2"
      })
  void aWrongNumberOfArgumentsIsReported(String call, String message) {
    scheme.run(DEFINED);
    assertThat(message(call)).isEqualTo('"' + message + '"');
  }

  @Test
  void aNameThatTheScriptDefinesIsItsOwn() {
    assertThat(scheme.value("(let ((bytevector list)) (bytevector 300))")).isEqualTo("(300)");
    scheme.run("(define (bytevector x) x)");
    assertThat(scheme.value("(bytevector 300)")).isEqualTo("300");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "(first 5) first: argument 1 is 5; expected a pair",
        "(third '(1)) third: argument 1 is (1); expected a longer list",
        "(truncate-quotient 1 0) truncate-quotient: division by zero",
        "(logand 1 'a) logand: argument 2 is a; expected an integer",
        "(for-each car 5) for-each: "
      })
  void theMessageHasTheNameThatWasCalled(String line) {
    scheme.run("(import (srfi 1))");
    int end = line.indexOf(") ") + 1;
    assertThat(message(line.substring(0, end))).startsWith("\"" + line.substring(end + 1));
  }
}
