package io.echod.scheme;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.echod.dispatcher.kernel.nio.NioKernel;
import io.echod.fixture.Await;
import io.echod.fixture.EchodProcess;
import io.echod.scheme.script.ScriptException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A session to which a test gives scripts as text, and what they display and do wrong. */
final class Scripts implements AutoCloseable {

  final Session session;

  /** The failures in callbacks, a line each; that one takes long is the machine's fault. */
  final List<String> errors = new ArrayList<>();

  private final ByteArrayOutputStream output = new ByteArrayOutputStream();
  private final Path file;

  Scripts() throws IOException {
    this(List.of(), Map.of());
  }

  Scripts(List<String> arguments, Map<String, String> variables) throws IOException {
    file = Files.createTempFile("test", ".scm");
    session =
        new Session(NioKernel::new, new SessionOptions(output, this::note, arguments, variables));
  }

  private void note(String error) {
    if (!error.contains(EchodProcess.TAKES_LONG)) {
      errors.add(error);
    }
  }

  Path file() {
    return file;
  }

  /** Runs a script that must not fail; gives what it displays. */
  String run(String text) {
    output.reset();
    try {
      load(text);
    } catch (ScriptException failure) {
      throw new AssertionError(text + ": " + failure.getMessage(), failure);
    }
    return output.toString(ISO_8859_1);
  }

  /** The value of an expression, as Scheme writes it, where Kawa breaks no lines. */
  String value(String expression) {
    return run("(write " + expression + ")").replaceAll("\n *", " ");
  }

  /** The mistake in an expression: the message of the error that it raises. */
  String failure(String expression) {
    String message =
        run(
            "(try-catch (begin "
                + expression
                + " (display \"nothing\")) (e <java.lang.Throwable> (display (e:getMessage))))");
    assertThat(message).as("what is wrong with " + expression).isNotEqualTo("nothing");
    return message;
  }

  /** The exit code of a script. */
  int load(String text) throws ScriptException {
    try {
      Files.writeString(file, text, ISO_8859_1);
    } catch (IOException failure) {
      throw new AssertionError(failure);
    }
    return session.load(file);
  }

  /**
   * Evaluates again and again, a turn of the dispatcher in between, until it gives so. That goes on
   * within the script for many turns: to compile a form takes longer than a turn.
   */
  void until(String expression, String value) {
    String quoted = '"' + value.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    String turns =
        """
        (let ((until-value (lambda () %s)))
          (let until ((until-turns 200))
            (iox-monitor d 0)
            (let ((until-now (until-value)) (until-port (open-output-string)))
              (write until-now until-port)
              (if (or (= until-turns 0) (string=? (get-output-string until-port) %s))
                  until-now
                  (until (- until-turns 1))))))
        """
            .formatted(expression, quoted);
    String[] last = {""};
    Await.until(
        () -> expression + " to be " + value + "; it is " + last[0],
        () -> {
          last[0] = value(turns);
          return last[0].equals(value);
        });
  }

  @Override
  public void close() throws IOException {
    session.close();
    Files.delete(file);
  }
}
