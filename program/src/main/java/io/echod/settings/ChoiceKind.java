package io.echod.settings;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * One of several words, which are the names of constants in lower case.
 *
 * @param label what stands for one in the help
 * @param noun what each of them is, for errors: {@code a kernel}
 * @param choices in the order of the help
 */
public record ChoiceKind<E extends Enum<E>>(String label, String noun, List<E> choices)
    implements Kind<E> {

  /** Keeps a copy. */
  public ChoiceKind {
    choices = List.copyOf(choices);
  }

  @Override
  public E parse(String text) {
    for (E choice : choices) {
      if (print(choice).equals(text)) {
        return choice;
      }
    }
    throw new BadValue(
        "'"
            + text
            + "' is not "
            + noun
            + "; there are "
            + choices.stream().map(this::print).collect(Collectors.joining(", ")));
  }

  @Override
  public String print(E choice) {
    return choice.toString().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
