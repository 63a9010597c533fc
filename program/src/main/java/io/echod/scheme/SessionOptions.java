package io.echod.scheme;

import io.echod.dispatcher.BusyPoll;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * A session's view of the world outside.
 *
 * @param output where the script displays
 * @param errors takes what was wrong in a callback, a line at a time
 * @param arguments what the script finds in {@code (command-line)} behind its own name
 * @param variables what {@code getenv} knows
 * @param watch whether the script is reloaded when its file changes
 * @param busyPoll whether dispatchers poll for a while before they sleep
 */
public record SessionOptions(
    OutputStream output,
    Consumer<String> errors,
    List<String> arguments,
    Map<String, String> variables,
    boolean watch,
    BusyPoll busyPoll) {

  /** Keeps copies. */
  public SessionOptions {
    arguments = List.copyOf(arguments);
    variables = Map.copyOf(variables);
  }

  /** As above for a script that is not watched, on dispatchers that sleep at once. */
  public SessionOptions(
      OutputStream output,
      Consumer<String> errors,
      List<String> arguments,
      Map<String, String> variables) {
    this(output, errors, arguments, variables, false, BusyPoll.OFF);
  }
}
