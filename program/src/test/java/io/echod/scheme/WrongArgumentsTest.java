package io.echod.scheme;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A wrong argument is refused with the procedure, the argument's place and name, and the remedy.
 */
final class WrongArgumentsTest extends SchemeTest {

  @BeforeEach
  void define() {
    pair();
    scheme.run(
        """
        (define fd (tcp-fd called))
        (define lines (lfn-create answered))
        (define gone-dispatcher (iox-create))
        (iox-destroy gone-dispatcher)
        (define gone (tcp-call port))
        (define gone-lines (lfn-create gone))
        (define gone-fd (tcp-fd gone))
        (tcp-destroy gone)
        (define gone-listener (tcp-listen 0))
        (tcp-destroy gone-listener)
        """);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          (iox-onio 1 ignore 0 1 fd)             | 1 (dispatcher)  | a dispatcher of iox-create
          (iox-onio gone-dispatcher ignore 0 1 fd)| 1 (dispatcher) | not destroyed
          (iox-onio d 'ignore 0 1 fd)            | 2 (function)    | a procedure
          (iox-onio d ignore 0 'read fd)         | 4 (reason)      | an integer
          (iox-onio d ignore 0 0 fd)             | 4 (reason)      | an integer of 1
          (iox-onio d ignore 0 8 fd)             | 4 (reason)      | IOX_READ, IOX_WRITE
          (iox-onio d ignore 0 IOX_CANCEL fd)    | 4 (reason)      | IOX_READ, IOX_WRITE
          (iox-onio d ignore 0 (+ IOX_READ 16) fd) | 4 (reason)    | IOX_READ, IOX_WRITE
          (iox-onio d ignore 0 64 fd)            | 4 (reason)      | an integer of 1
          (iox-onio d ignore 0 IOX_EXCEPT fd)    | 4 (reason)      | IOX_READ or IOX_WRITE
          (iox-onio d ignore 0 1 called)         | 5 (fd)          | tcp-fd
          (iox-onio d ignore 0 1 gone-fd)        | 5 (fd)          | tcp-fd
          (iox-onio d ignore 0 1 0)              | 5 (fd)          | tcp-fd
          (iox-after 1 ignore 0 1)               | 1 (dispatcher)  | a dispatcher
          (iox-after d "f" 0 1)                  | 2 (function)    | a procedure
          (iox-after d ignore 0 'soon)           | 4 (seconds)     | a number of seconds
          (iox-after d ignore 0 -0.5)            | 4 (seconds)     | 0 seconds or more
          (iox-after d ignore 0 +nan.0)          | 4 (seconds)     | a number of seconds
          (iox-after d ignore 0 +inf.0)          | 4 (seconds)     | a number of seconds
          (iox-after d ignore 0 +i)              | 4 (seconds)     | a number of seconds
          (iox-every gone-dispatcher ignore 0 1 1)| 1 (dispatcher) | a dispatcher
          (iox-every d 5 0 1 1)                  | 2 (function)    | a procedure
          (iox-every d ignore 0 "1" 1)           | 4 (delay)       | a number of seconds
          (iox-every d ignore 0 +nan.0 1)        | 4 (delay)       | a number of seconds
          (iox-every d ignore 0 -inf.0 1)        | 4 (delay)       | a number of seconds
          (iox-every d ignore 0 1 +inf.0)        | 5 (interval)    | a number of seconds
          (iox-every d ignore 0 1 0)             | 5 (interval)    | more than 0 seconds
          (iox-every d ignore 0 1 -1)            | 5 (interval)    | more than 0 seconds
          (iox-every d ignore 0 1 +nan.0)        | 5 (interval)    | a number of seconds
          (iox-whenidle fd ignore 0)             | 1 (dispatcher)  | a dispatcher
          (iox-whenidle d fd 0)                  | 2 (function)    | a procedure
          (iox-cancel d)                         | 1 (callback)    | a callback of iox-onio
          (iox-dispatcher d)                     | 1 (callback)    | a callback of iox-onio
          (iox-monitor called)                   | 1 (dispatcher)  | a dispatcher
          (iox-monitor gone-dispatcher)          | 1 (dispatcher)  | not destroyed
          (iox-monitor d 'x)                     | 2 (seconds)     | a number of seconds
          (iox-monitor d +nan.0)                 | 2 (seconds)     | a number of seconds
          (iox-destroy gone-dispatcher)          | 1 (dispatcher)  | not destroyed
          (iox-debug "1")                        | 1 (n)           | an integer of 0 or more
          (tcp-debug -1)                         | 1 (n)           | an integer of 0 or more
          (lfn-debug 0.5)                        | 1 (n)           | an integer of 0 or more
          (tcp-listen 'http)                     | 1 (service)     | a port
          (tcp-listen "no-such-service")         | 1 (service)     | a port of 0 to 65535
          (tcp-listen 65536)                     | 1 (service)     | an integer of 0 to 65535
          (tcp-listen -1)                        | 1 (service)     | an integer of 0 to 65535
          (tcp-listen "0@no.such.host.invalid")  | 1 (service)     | a host of this machine
          (tcp-listen 0 0)                       | 2 (backlog)     | an integer of 1 or more
          (tcp-listen 0 'many)                   | 2 (backlog)     | an integer of 1 or more
          (tcp-answer called)                    | 1 (endpoint)    | an endpoint of tcp-listen
          (tcp-answer gone-listener)             | 1 (endpoint)    | not destroyed
          (tcp-answer pairs 'x)                  | 2 (timeout)     | a number of seconds
          (tcp-call "80@")                       | 1 (service)     | a host, and nothing else
          (tcp-call "80@[]")                     | 1 (service)     | a host, and nothing else
          (tcp-call "80@host@x" #t)              | 1 (service)     | a host, and nothing else
          (tcp-call "80@a host" #t)              | 1 (service)     | a host, and nothing else
          (tcp-call "@localhost")                | 1 (service)     | a port of 1 to 65535
          (tcp-call "65536@localhost")           | 1 (service)     | a port of 1 to 65535
          (tcp-call "-1@localhost")              | 1 (service)     | a port of 1 to 65535
          (tcp-listen "0@")                      | 1 (service)     | a host, and nothing else
          (udp-open "0@")                        | 1 (service)     | a host, and nothing else
          (tcp-call #t)                          | 1 (service)     | a port
          (tcp-call 0)                           | 1 (service)     | an integer of 1 to 65535
          (tcp-call "0@127.0.0.1")               | 1 (service)     | a port of 1 to 65535
          (tcp-call 80.5)                        | 1 (service)     | an integer of 1 to 65535
          (tcp-complete pairs)                   | 1 (endpoint)    | tcp-answer or tcp-call
          (tcp-complete called "1")              | 2 (timeout)     | a number of seconds
          (tcp-read pairs 1)                     | 1 (endpoint)    | tcp-answer or tcp-call
          (tcp-read lines 1)                     | 1 (endpoint)    | tcp-answer or tcp-call
          (tcp-read gone 1)                      | 1 (endpoint)    | not destroyed
          (tcp-read called "1")                  | 2 (length)      | an integer
          (tcp-read called 1.0)                  | 2 (length)      | an integer
          (tcp-read called (expt 2 40))          | 2 (length)      | an integer
          (tcp-read called 1 #f)                 | 3 (timeout)     | a number of seconds
          (tcp-write pairs "x")                  | 1 (endpoint)    | tcp-answer or tcp-call
          (tcp-write gone "x")                   | 1 (endpoint)    | not destroyed
          (tcp-write called #\\x)                | 2 (string)      | a string
          (tcp-write called "x" 'x)              | 3 (timeout)     | a number of seconds
          (tcp-destroy gone)                     | 1 (endpoint)    | not destroyed
          (tcp-destroy "x")                      | 1 (endpoint)    | an endpoint of
          (tcp-fd gone)                          | 1 (endpoint)    | not destroyed
          (tcp-name lines)                       | 1 (endpoint)    | an endpoint of
          (tcp-pending? called)                  | 1 (endpoint)    | an endpoint of tcp-listen
          (tcp-readable? 3)                      | 1 (endpoint)    | an endpoint of
          (tcp-writeable? gone)                  | 1 (endpoint)    | not destroyed
          (tcp-up? "up")                         | 1 (endpoint)    | an endpoint of
          (lfn-create pairs)                     | 1 (endpoint)    | tcp-answer or tcp-call
          (lfn-create answered)                  | 1 (endpoint)    | no stream yet
          (lfn-destroy called)                   | 1 (stream)      | a stream of lfn-create
          (lfn-fd gone-lines)                    | 1 (stream)      | not destroyed
          (lfn-getline answered)                 | 1 (stream)      | a stream of lfn-create
          (lfn-getline gone-lines)               | 1 (stream)      | not destroyed
          (lfn-getline lines 'x)                 | 2 (timeout)     | a number of seconds
          (lfn-putline called "x")               | 1 (stream)      | a stream of lfn-create
          (lfn-putline lines 'x)                 | 2 (string)      | a string
          (lfn-putline lines "x" #f #t)          | 4 (timeout)     | a number of seconds
          (lfn-name called)                      | 1 (stream)      | a stream of lfn-create
          (lfn-read gone-lines 1)                | 1 (stream)      | not destroyed
          (lfn-read lines 0.5)                   | 2 (length)      | an integer
          (lfn-read lines 1 'x)                  | 3 (timeout)     | a number of seconds
          (lfn-readable? gone-lines)             | 1 (stream)      | not destroyed
          (lfn-up? 1)                            | 1 (stream)      | a stream of lfn-create
          (lfn-write gone-lines "x")             | 1 (stream)      | not destroyed
          (lfn-write lines 1)                    | 2 (string)      | a string
          (lfn-write lines "x" "1")              | 3 (timeout)     | a number of seconds
          (lfn-writeable? d)                     | 1 (stream)      | a stream of lfn-create
          (net-addr 127)                         | 1 (host)        | a string
          (net-host #f)                          | 1 (address)     | a string
          (net-port 80)                          | 1 (service)     | a string
          (net-port "http" 6)                    | 2 (protocol)    | a string such as "udp"
          (skt-peer called)                      | 1 (fd)          | tcp-fd
          (skt-port 99)                          | 1 (fd)          | tcp-fd
          (skt-setbuf 99 1 1)                    | 1 (fd)          | tcp-fd
          (skt-setbuf fd "1" 1)                  | 2 (receive)     | an integer of -
          (skt-setbuf fd 1 'x)                   | 3 (send)        | an integer of -
          (lfn-create called 5)                  | 2 (options)     | a string
          (tcp-read-urgent pairs)                | 1 (endpoint)    | tcp-answer or tcp-call
          (skt-readable? 99)                     | 1 (fd)          | tcp-fd
          (skt-writeable? "3")                   | 1 (fd)          | tcp-fd
          (skt-up? called)                       | 1 (fd)          | tcp-fd
          (skt-up? 2)                            | 1 (fd)          | tcp-fd
          (getenv 'HOME)                         | 1 (name)        | a string
          (exit "0")                             | 1 (code)        | an exit code of 0 to 255, #t or #f
          (exit 1.5)                             | 1 (code)        | an exit code of 0 to 255, #t or #f
          """)
  void isNamedWithWhatWasExpected(String expression, String argument, String expected) {
    String procedure = expression.substring(1).split("[ )]", -1)[0];
    assertThat(scheme.failure(expression))
        .startsWith(procedure + ": argument " + argument + " is ")
        .containsPattern("; expected .*" + Pattern.quote(expected))
        .doesNotContain("\n");
  }

  private static Stream<String> miscounted() {
    String calls =
        """
        (iox-create 1) | (iox-onio d ignore 0 1) | (iox-onio d ignore 0 1 fd 1)
        (iox-after d ignore 0) | (iox-every d ignore 0 1) | (iox-whenidle d ignore)
        (iox-cancel) | (iox-dispatcher) | (iox-monitor) | (iox-monitor d 1 2) | (iox-destroy)
        (iox-debug) | (tcp-debug) | (lfn-debug) | (tcp-listen) | (tcp-listen 0 1 2)
        (tcp-answer) | (tcp-answer pairs 1 2) | (tcp-call) | (tcp-call port #t 1)
        (tcp-complete) | (tcp-complete called 1 #t 2) | (tcp-read called)
        (tcp-read called 1 1 1) | (tcp-write called) | (tcp-write called "" 1 1)
        (tcp-destroy) | (tcp-fd) | (tcp-name) | (tcp-pending?) | (tcp-readable?)
        (tcp-writeable?) | (tcp-up? called 1) | (lfn-create) | (lfn-destroy) | (lfn-fd)
        (lfn-getline) | (lfn-getline lines 1 1) | (lfn-putline lines)
        (lfn-putline lines "" #t 1 1) | (lfn-name) | (lfn-read lines) | (lfn-readable?)
        (lfn-up?) | (lfn-write lines) | (lfn-writeable?) | (net-addr) | (net-host)
        (net-port) | (skt-peer) | (skt-port) | (skt-setbuf fd 1) | (skt-readable?)
        (skt-writeable?) | (skt-up?) | (getenv) | (tv-tod 1) | (command-line 1) | (exit 1 2)
        """;
    return Arrays.stream(calls.strip().split("\\s*[|\n]\\s*", -1));
  }

  @ParameterizedTest
  @MethodSource("miscounted")
  void inAnyNumberButTheRightOneAreCounted(String expression) {
    String procedure = expression.substring(1).split("[ )]", -1)[0];
    assertThat(scheme.failure(expression))
        .matches(
            Pattern.quote(procedure)
                + ": \\d arguments? given, expected \\d( to \\d)?: \\("
                + Pattern.quote(procedure)
                + ".*\\)");
  }

  @Test
  void aCharacterThatIsNoByteIsNamedWithItsPlace() {
    for (String call : new String[] {"tcp-write called", "lfn-putline lines", "lfn-write lines"}) {
      assertThat(scheme.failure("(" + call + " (string #\\a #\\xff #\\x100))"))
          .startsWith(call.split(" ", -1)[0] + ": argument 2 (string)")
          .contains("U+0100 at index 2")
          .contains("0 to 255");
    }
    assertThat(scheme.failure("(tcp-write called (string #\\x1F600))")).contains("U+1F600");
    assertThat(scheme.value("(lfn-read lines -10 0)")).isEqualTo("\"\"");
  }

  @Test
  void dataThatGoRoundInCirclesAreShownByTheirBeginning() {
    scheme.run(
        """
        (define ring (list 1 2))
        (set-cdr! (cdr ring) ring)
        (define in-itself (list 1))
        (set-car! in-itself in-itself)
        (define vector-in-itself (vector 1))
        (vector-set! vector-in-itself 0 vector-in-itself)
        """);
    assertThat(scheme.failure("(tcp-read ring 1)")).contains("is (1 2 1 2 1").contains("...;");
    for (String name : new String[] {"in-itself", "vector-in-itself", "(make-vector 100000 0)"}) {
      assertThat(scheme.failure("(tcp-read " + name + " 1)"))
          .startsWith("tcp-read: argument 1 (endpoint) is ")
          .hasSizeLessThan(300);
    }
  }

  @Test
  void whatAPeerSentCanNotPoseAsAnotherLine() {
    assertThat(scheme.failure("(tcp-read \"a\\nb\\rc\" 1)")).doesNotContain("\n", "\r");
  }

  @Test
  void aLostEndpointIsRegisteredInVain() {
    scheme.run("(define refused (tcp-call 1 #t)) (tcp-complete refused 20)");
    assertThat(scheme.value("(iox-cancel (iox-onio d ignore 0 IOX_READ (tcp-fd refused)))"))
        .isEqualTo("#f");
  }

  @Test
  void aMethodOfJavasThatTakesOtherArgumentsIsNamed() {
    scheme.run("(define digest (java.security.MessageDigest:getInstance \"SHA-1\"))");
    assertThat(scheme.failure("(digest:digest \"abc\")"))
        .isEqualTo("digest: no method of this name takes these arguments, in (digest \"abc\")");
    assertThat(scheme.failure("(let ((map (java.util.HashMap))) (map:put 3))"))
        .isEqualTo("put was called with a wrong number of arguments");
  }
}
