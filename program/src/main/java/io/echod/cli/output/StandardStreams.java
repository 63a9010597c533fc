package io.echod.cli.output;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Standard output and standard error of the process. Writers don't wait for standard error, and it
 * reports the bytes it had to drop. Standard output remembers whether bytes were refused, as by a
 * full disk.
 */
public final class StandardStreams {

  /** Some thousand lines. */
  private static final int ERROR_BYTES_MAX = 256 * 1024;

  private static final int SCRIPT_BYTES_MAX = 256 * 1024;
  private static final int BUFFER_BYTES = 8 * 1024;

  /** A reader who takes nothing for so long has stopped reading. */
  private static final Duration READER_PAUSE_MAX = Duration.ofSeconds(1);

  /** How long the last lines may take, on each of the two. */
  private static final Duration LAST_LINES_LIMIT = Duration.ofMillis(200);

  private static final Outlet ERRORS =
      new Outlet(
          "standard error",
          new PatientOutput(new FileOutputStream(FileDescriptor.err)),
          ERROR_BYTES_MAX);

  private static final Remembering OUTPUT =
      new Remembering(new PatientOutput(new FileOutputStream(FileDescriptor.out)));

  private static @Nullable Outlet script;

  private StandardStreams() {}

  /** Has {@link System#out} and {@link System#err} write here. */
  public static void install() {
    System.setOut(
        new PrintStream(
            new BufferedOutputStream(OUTPUT, BUFFER_BYTES), false, System.out.charset()));
    System.setErr(new PrintStream(ERRORS, false, System.err.charset()));
  }

  /** Has ready what the first line on standard error needs. */
  public static void prepare() {
    ERRORS.start();
  }

  /** Standard output for a script: writers don't wait, and a flush waits until all is taken. */
  public static OutputStream forScript() {
    Outlet outlet = madeScriptOutlet();
    return new WaitingAtFlush(outlet, () -> outlet.await(Duration.ofDays(1)));
  }

  /** As above, for a stream of a dialogue: a flush waits while the reader goes on taking. */
  public static OutputStream forPrompt() {
    Outlet outlet = madeScriptOutlet();
    return new WaitingAtFlush(outlet, () -> outlet.awaitTaking(READER_PAUSE_MAX));
  }

  private static synchronized Outlet madeScriptOutlet() {
    Outlet made = script;
    if (made == null) {
      OUTPUT.reportsAtOnce = true;
      made = new Outlet("standard output", OUTPUT, SCRIPT_BYTES_MAX);
      script = made;
    }
    return made;
  }

  /** Waits until what a script has displayed is taken; false where it was not in time. */
  public static boolean awaitReader(Duration limit) {
    Outlet output = scriptOutlet();
    return output == null || output.await(limit);
  }

  /** Waits a little while until what was handed over is written. */
  public static void finish() {
    Outlet output = scriptOutlet();
    if (output != null) {
      output.await(LAST_LINES_LIMIT);
    }
    ERRORS.await(LAST_LINES_LIMIT);
  }

  private static synchronized @Nullable Outlet scriptOutlet() {
    return script;
  }

  /**
   * The failure of standard output, in a sentence; empty where there was none, or where only its
   * reader has gone, as head(1) does.
   */
  public static Optional<String> outputProblem() {
    IOException failure = OUTPUT.failure;
    if (failure == null || OUTPUT.isReaderGone()) {
      return Optional.empty();
    }
    return Optional.of("can't write to standard output: " + failure.getMessage());
  }

  /** Remembers the first failure, which a {@link PrintStream} keeps to itself. */
  private static final class Remembering extends OutputStream {

    private final OutputStream target;
    private volatile @Nullable IOException failure;

    /** Its user goes on for long, and writes to it again and again. */
    private volatile boolean reportsAtOnce;

    Remembering(OutputStream target) {
      this.target = target;
    }

    boolean isReaderGone() {
      IOException known = failure;
      return known != null
          && String.valueOf(known.getMessage()).toLowerCase(Locale.ROOT).contains("broken pipe");
    }

    private void report(IOException refused) {
      if (reportsAtOnce && !isReaderGone()) {
        System.err.println(
            "echod: standard output takes nothing ("
                + refused.getMessage()
                + "): lines are dropped until it does");
      }
    }

    @Override
    public void write(int each) throws IOException {
      write(new byte[] {(byte) each}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      try {
        target.write(bytes, offset, length);
      } catch (IOException refused) {
        if (failure == null) {
          failure = refused;
          report(refused);
        }
        throw refused;
      }
    }
  }

  /** Waits where its user has nothing else to do, and asks for it by a flush. */
  private static final class WaitingAtFlush extends OutputStream {

    private final Outlet outlet;
    private final Runnable waiting;

    WaitingAtFlush(Outlet outlet, Runnable waiting) {
      this.outlet = outlet;
      this.waiting = waiting;
    }

    @Override
    public void write(int each) {
      outlet.write(each);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
      outlet.write(bytes, offset, length);
    }

    @Override
    public void flush() {
      waiting.run();
    }
  }

  /**
   * Ends the process: with {@code code}, or with 1 where that is 0 and standard output has refused
   * what was written to it, as on a full disk.
   */
  public static void exit(int code) {
    System.out.flush();
    Optional<String> problem = outputProblem();
    problem.ifPresent(text -> System.err.println("echod: " + text));
    finish();
    System.exit(code == 0 && problem.isPresent() ? 1 : code);
  }
}
