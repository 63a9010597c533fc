package io.echod.scheme;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** SRFI 13, and procedures of its kind that are there without an import. */
final class StringLibraryTest extends SchemeTest {

  /** Long strings, read and written by characters: each would take a minute by Kawa's way. */
  private static final String LONG =
      """
      (define n 300000)
      (define (long) (string-copy (make-string n #\\a)))
      (define s (long))
      (string-set! s (- n 1) #\\b)
      (define t (long))
      (string-set! t (- n 1) #\\c)
      """;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "(apply string (make-list n #\\a))",
        "(string-concatenate (make-list n \"a\"))",
        "(string-concatenate-reverse (make-list n \"a\"))",
        "(apply string-append (make-list n \"a\"))",
        "(let ((all (make-string 0))) (apply string-append! all (make-list n \"a\")) all)",
        "(list->string (make-list n #\\a))"
      })
  void manyPartsAreJoinedInOneGo(String expression) {
    scheme.run(LONG);
    assertThat(scheme.value("(string-length %s)".formatted(expression))).isEqualTo("300000");
    importAll();
    assertThat(scheme.value("(string-length %s)".formatted(expression))).isEqualTo("300000");
    scheme.run("(import (scheme base))");
    assertThat(scheme.value("(string-length %s)".formatted(expression))).isEqualTo("300000");
  }

  @Test
  void aStringIsMadeOfCharacters() {
    assertThat(scheme.value("(list (string #\\a #\\b) (string) (map string '(#\\c)))"))
        .isEqualTo("(\"ab\" \"\" (\"c\"))");
    assertThat(scheme.failure("(string #\\a \"b\")"))
        .isEqualTo("string: argument 2 is \"b\"; expected a character");
  }

  private void importAll() {
    scheme.run("(import (srfi 13)) (import (srfi 14))" + LONG);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "(string-map (lambda (a b) b) \"abc\" \"de\")|\"de\"",
        "(string-map (lambda (a) (string a #\\-)) \"abc\")|\"a-b-c-\"",
        "(string-ref (string-map char-upcase s) (- n 1))|#\\B",
        "(vector->string #(#\\a #\\b #\\c) 1 2)|\"b\"",
        "(string-length (vector->string (string->vector s)))|300000",
        "(string-join '(\"a\" \"b\") \"-\")|\"a-b\""
      })
  void withoutAnImportStringsAreMadeInOneGo(String expression, String value) {
    scheme.run(LONG);
    assertThat(scheme.value(expression)).isEqualTo(value);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "(string-every char-alphabetic? s)",
        "(string-any #\\b s)",
        "(= (string-index s #\\b) (string-skip s #\\a) (string-index-right s #\\b) (- n 1))",
        "(= (string-count s #\\a) (- n 1))",
        "(= (string< s t) (- n 1))",
        "(= (string-ci<> s t) (- n 1))",
        "(= (string-prefix-length s t) (- n 1))",
        "(string-suffix? \"ab\" s)",
        "(= (string-contains s \"aab\") (- n 3))",
        "(= (string-length (string-trim s #\\a)) 1)",
        "(= (length (string-fold cons '() s)) n)",
        "(= (length (string-fold-right cons '() s)) n)",
        "(= (string-length (car (string-tokenize s))) n)",
        "(integer? (string-hash s))",
        "(= (vector-length (make-kmp-restart-vector s)) n)",
        "(char=? (string-ref (string-reverse s) 0) #\\b)",
        "(char=? (string-ref (string-map char-upcase s) 5) #\\A)",
        "(= (string-length (string-filter #\\a s)) (string-length (string-delete #\\b s)))",
        "(= (string-length (string-filter char-set:letter s)) n)",
        "(string=? s (reverse-list->string (reverse (string->list s))))",
        "(= (string-length (string-tabulate (lambda (i) #\\x) n)) n)",
        "(= n (string-length (string-unfold (lambda (i) (= i n)) (lambda (i) #\\a)"
            + " (lambda (i) (+ i 1)) 0)))",
        "(= (string-length (string-join (map string (string->list s)) \"-\")) (- (* 2 n) 1))",
        "(begin (string-reverse! s) (char=? (string-ref s 0) #\\b))",
        "(begin (string-map! char-upcase s) (char=? (string-ref s (- n 1)) #\\B))",
        "(begin (string-upcase! s) (char=? (string-ref s 0) #\\A))",
        "(begin (string-titlecase! s) (string-prefix? \"Aaa\" s))",
        "(= (string-length (vector->string (string->vector s))) n)"
      })
  void aLongStringIsGoneThroughOnce(String expression) {
    importAll();
    assertThat(scheme.value(expression)).isEqualTo("#t");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "(string-concatenate '(\"a\" \"b\"))|\"ab\"",
        "(string-concatenate-reverse '(\"a\" \"b\"))|\"ba\"",
        "(string-concatenate-reverse '(\"a\" \"b\") \"xyz\" 2)|\"baxy\"",
        "(string-reverse \"abc\")|\"cba\"",
        "(string-reverse \"abcd\" 1 3)|\"cb\"",
        "(string-map char-upcase \"abc\" 1)|\"BC\"",
        "(string-filter char-alphabetic? \"a1b2\" 1)|\"b\"",
        "(string-delete #\\a \"banana\")|\"bnn\"",
        "(string-unfold null? car cdr '(#\\a #\\b) \"<\" (lambda (s) \">\"))|\"<ab>\"",
        "(string-unfold-right null? car cdr '(#\\a #\\b) \"<\" (lambda (s) \">\"))|\">ba<\"",
        "(string-tabulate (lambda (i) (integer->char (+ i 97))) 3)|\"abc\"",
        "(reverse-list->string '(#\\c #\\b #\\a))|\"abc\"",
        "(string-join '(\"\" \"a\" \"\") \"-\")|\"-a-\"",
        "(string-join '(\"a\" \"b\") \"-\" 'suffix)|\"a-b-\"",
        "(string-join '(\"a\" \"b\") \"-\" 'prefix)|\"-a-b\"",
        "(string-join '() \"-\")|\"\"",
        "(string-join '(\"a\" \"b\"))|\"a b\"",
        "(let ((u (string-copy \"a\\x1f600;b\"))) (string-reverse! u)"
            + " (map char->integer (string->list u)))|(98 128512 97)",
        "(let ((u (string-copy \"one two\"))) (string-titlecase! u 1) u)|\"oNe Two\"",
        "(let ((u (string-copy \"abc\"))) (string-map! (lambda (c) #\\x) u 1 2) u)|\"axc\"",
        "(let ((u (make-string 40 #\\a))) (eq? u (string-take u 40)))|#t",
        "(begin (string-filter #\\a \"aaa\") (string-trim \"  a \"))|\"a \""
      })
  void resultsAreThoseOfTheStandard(String expression, String value) {
    importAll();
    assertThat(scheme.value(expression)).isEqualTo(value);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "(string-tabulate (lambda (i) 5) 3)"
            + "|string-tabulate: the procedure returned 5; expected a character",
        "(string-reverse \"abc\" 2 1)|Illegal substring START/END spec",
        "(string-index 5 #\\c)|Non-string value"
      })
  void whatIsWrongIsReported(String expression, String message) {
    importAll();
    assertThat(scheme.value("(guard (e (#t (error-object-message e))) %s)".formatted(expression)))
        .contains(message);
  }

  @Test
  void aLiteralStaysAsItIs() {
    importAll();
    assertThat(scheme.value("(guard (e (#t 'refused)) (string-reverse! \"abc\") 'done)"))
        .isEqualTo("refused");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "(string-contains \"banana\" \"ana\")|1",
        "(string-contains \"banana\" \"ana\" 2)|3",
        "(string-contains \"banana\" \"ana\" 2 5)|#f",
        "(string-contains \"banana\" \"xana\" 0 6 1)|1",
        "(string-contains \"banana\" \"nax\" 0 6 0 2)|2",
        "(string-contains \"banana\" \"\" 4)|4",
        "(string-contains \"aabaaabaaab\" \"aabaaab\")|0",
        "(string-contains \"aabaabaaabx\" \"aabaaab\")|3",
        "(string-contains \"\" \"a\")|#f",
        "(string-contains \"ba\\x1F600;na\" \"na\")|3",
        "(string-contains-ci \"bAnAna\" \"NA\")|2",
        "(string-index \"banana\" #\\n)|2",
        "(string-index \"banana\" #\\n 3)|4",
        "(string-index \"banana\" #\\n 3 4)|#f",
        "(string-index \"ba\\x1F600;na\" #\\n)|3",
        "(string-index \"b1\" char-numeric?)|1",
        "(string-index-right \"banana\" #\\n)|4",
        "(string-index-right \"banana\" #\\n 0 4)|2",
        "(string-skip \"aab\" #\\a)|2",
        "(string-skip \"aaa\" #\\a)|#f",
        "(string-skip-right \"baa\" #\\a)|0",
        "(string-tokenize \" ab\\tc  d\\x1;e\\n\")|(\"ab\" \"c\" \"d\" \"e\")",
        "(string-tokenize \"a1,b c\" char-set:letter)|(\"a\" \"b\" \"c\")",
        "(string-tokenize \"one two three\" char-set:graphic 2 9)|(\"e\" \"two\" \"t\")",
        "(length (string-tokenize \"a\\xa0;b\\xe9;\\x80;c\\x100; d\"))|4",
        "(string-tokenize \"\")|()"
      })
  void aSearchFindsWhatKawasFinds(String expression, String value) {
    scheme.run("(import (srfi 13) (srfi 14))");
    assertThat(scheme.value(expression)).isEqualTo(value);
  }

  @Test
  void aSearchBeyondTheEndIsRefused() {
    scheme.run("(import (srfi 13))");
    assertThat(scheme.failure("(string-contains \"abc\" \"b\" 9)")).contains("string-contains");
    assertThat(scheme.failure("(string-index 5 #\\a)")).contains("string-index");
  }
}
