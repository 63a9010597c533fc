package io.echod.cli.output;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.PatternLayout;
import ch.qos.logback.classic.pattern.MessageConverter;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.LayoutWrappingEncoder;
import ch.qos.logback.core.spi.ContextAwareBase;
import java.time.ZoneId;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The log: lines on standard error, as data goes to standard output, with date and time (ISO 8601).
 * A message is one line: control characters in it are made {@linkplain Visible visible}. In code,
 * for Logback takes several times as long to read the same from a file, and the server starts that
 * much later.
 */
public final class LogSetup extends ContextAwareBase implements Configurator {

  /**
   * Makes the log, and all that its first line needs. A second caller waits: lines that come while
   * it is being made are logged, with a notice of the logging library.
   */
  public static synchronized void prepare() {
    StandardStreams.prepare();
    if (System.getLogger(LogSetup.class.getName()).isLoggable(System.Logger.Level.INFO)) {
      // The rules of time zones are read from a file, too.
      Objects.requireNonNull(ZoneId.systemDefault().getRules());
    }
  }

  /** From now on it says nothing; for simulations, in which things go wrong on purpose. */
  public static void silence() {
    if (LoggerFactory.getILoggerFactory() instanceof LoggerContext logging) {
      logging.getLogger(Logger.ROOT_LOGGER_NAME).setLevel(Level.OFF);
    }
  }

  /** Found and made by Logback. */
  public LogSetup() {}

  @Override
  public ExecutionStatus configure(LoggerContext logging) {
    PatternLayout line = new PatternLayout();
    line.setContext(logging);
    line.getInstanceConverterMap().put("visible", VisibleMessage::new);
    line.setPattern("%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX} %-5level %visible%n");
    line.start();

    LayoutWrappingEncoder<ILoggingEvent> lines = new LayoutWrappingEncoder<>();
    lines.setContext(logging);
    lines.setLayout(line);
    lines.start();

    ConsoleAppender<ILoggingEvent> console = new ConsoleAppender<>();
    console.setContext(logging);
    // As it is installed: writers don't wait for its reader.
    console.setTarget("System.err");
    console.setEncoder(lines);
    console.start();

    ch.qos.logback.classic.Logger root = logging.getLogger(Logger.ROOT_LOGGER_NAME);
    root.setLevel(Level.INFO);
    root.addAppender(console);
    return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
  }

  private static final class VisibleMessage extends MessageConverter {
    @Override
    public String convert(ILoggingEvent event) {
      return Visible.text(super.convert(event));
    }
  }
}
