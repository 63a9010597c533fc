package io.echod.cli.simulate;

import io.echod.cli.command.Deadline;
import io.echod.cli.command.ProgressLine;
import io.echod.cli.command.Signals;
import io.echod.cli.command.Version;
import io.echod.cli.output.LogSetup;
import io.echod.settings.BadValue;
import io.echod.settings.NumberKind;
import io.echod.simulate.Simulation;
import io.echod.simulate.scenario.FaultSelection;
import io.echod.simulate.scenario.Scenario;
import io.echod.simulate.scenario.Selection;
import java.time.Clock;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code echod simulate}: the server and the dispatcher in a simulated network. */
@Command(
    name = "simulate",
    header = {"Test the server and the dispatcher in a simulated network.", ""},
    description = {
      "",
      "Each seed draws clients, their actions and faults, and gives equal results on",
      "every machine. The first seed that fails is made as small as can be; the line",
      "that repeats it is printed. Without --seed, the time gives the first seed.",
      ""
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    abbreviateSynopsis = true,
    sortOptions = false,
    footer = {
      "",
      "Exit codes: 0 every seed has passed, 1 it was interrupted, 2 bad usage, and for",
      "a seed that fails: 10 it has crashed, 11 something was done that must not be",
      "(correctness), 12 something was not done that must be (liveness)."
    })
public final class Simulate implements Callable<Integer> {

  /** The time that a run may take to notice that it is to end. */
  private static final Duration END_LIMIT = Duration.ofSeconds(10);

  private static final int SEEDS = 1000;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--seeds",
      paramLabel = "N",
      converter = Count.class,
      description = {"How many seeds. Default: 1000, or 1 with --seed."})
  private @Nullable Integer seeds;

  @Option(
      names = "--seed",
      paramLabel = "SEED",
      converter = Seed.class,
      description = "The seed, or the first of several.")
  private @Nullable Long seed;

  @Option(
      names = "--clients",
      paramLabel = "N[,N]",
      converter = Numbers.class,
      description = {"With one seed: clients that take part, such as", "0,3, or all, or none."})
  private @Nullable Selection clients;

  @Option(
      names = "--faults",
      paramLabel = "NAME[,NAME]",
      converter = Faults.class,
      description = {
        "With one seed: faults that may happen, such as",
        "short-read,reset; or all, or none."
      })
  private @Nullable FaultSelection faults;

  @Option(
      names = "--actions",
      paramLabel = "N[,N]",
      converter = Numbers.class,
      description = {"With one seed: actions that are done, such as", "0,3, or all, or none."})
  private @Nullable Selection actions;

  @Option(names = "--trace", description = "With one seed: print every step.")
  private boolean trace;

  @Option(
      names = {"-v", "--verbose"},
      description = {"Print how often each fault, kind of client and", "action occurred."})
  private boolean verbose;

  @Override
  public Integer call() throws InterruptedException {
    checkOptions();
    if (!trace) {
      LogSetup.silence();
    }
    InstantSource clock = Clock.systemUTC();
    CommandLine command = spec.commandLine();
    try (ProgressLine progress = ProgressLine.on(command.getErr(), clock)) {
      SimulateRun run = new SimulateRun(Simulation::run, command.getOut(), progress, clock);
      Deadline deadline = Deadline.prepare();
      Signals.onStop(_ -> {
        deadline.begin(END_LIMIT, () -> "a seed under way did not end: it is cut off");
        run.stop();
      });
      if (trace) {
        run.trace();
      }
      if (verbose) {
        run.printTally();
      }
      if (seed != null && (seeds == null || seeds == 1)) {
        return one(run, scenario(seed));
      }
      long first = seed == null ? clock.millis() : seed;
      return run.many(first, seeds == null ? SEEDS : seeds);
    }
  }

  private int one(SimulateRun run, Scenario scenario) throws InterruptedException {
    try {
      return run.one(scenario);
    } catch (IllegalArgumentException nothing) {
      throw new ParameterException(
          spec.commandLine(), String.valueOf(nothing.getMessage()), nothing);
    }
  }

  private void checkOptions() {
    boolean one = seed != null && (seeds == null || seeds == 1);
    String misplaced =
        one
            ? ""
            : clients != null
                ? "--clients"
                : faults != null
                    ? "--faults"
                    : actions != null ? "--actions" : trace ? "--trace" : "";
    if (!misplaced.isEmpty()) {
      throw new ParameterException(
          spec.commandLine(),
          misplaced + " is for one seed: give it with --seed, and without --seeds");
    }
  }

  private Scenario scenario(long number) {
    Scenario scenario = Scenario.of(number);
    if (clients != null) {
      scenario = scenario.withClients(clients);
    }
    if (faults != null) {
      scenario = scenario.withFaults(faults.faults());
    }
    return actions == null ? scenario : scenario.withActions(actions);
  }

  static final class Count implements ITypeConverter<Integer> {

    @Override
    public Integer convert(String text) {
      return new NumberKind("N", 1, 999_999_999).parse(text);
    }
  }

  static final class Seed implements ITypeConverter<Long> {

    /** So few digits that a thousand more of them are numbers, too. */
    private static final Pattern FORM = Pattern.compile("[0-9]{1,18}");

    @Override
    public Long convert(String text) {
      if (!FORM.matcher(text).matches()) {
        throw new BadValue("'" + text + "' is not a whole number of up to 18 digits");
      }
      return Long.parseLong(text);
    }
  }

  static final class Numbers implements ITypeConverter<Selection> {

    @Override
    public Selection convert(String text) {
      return Selection.parse(text);
    }
  }

  static final class Faults implements ITypeConverter<FaultSelection> {

    @Override
    public FaultSelection convert(String text) {
      return FaultSelection.parse(text);
    }
  }
}
