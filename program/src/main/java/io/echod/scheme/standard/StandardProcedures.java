package io.echod.scheme.standard;

import io.echod.scheme.language.Definitions;

/**
 * Puts procedures of echod in the place of Kawa's: they refuse integers of which Kawa would take
 * the low bits, and do strings in a time that grows with the string.
 */
public final class StandardProcedures {

  private final Definitions definitions;
  private boolean replaced;

  /** Replaces nothing yet. */
  public StandardProcedures(Definitions definitions) {
    this.definitions = definitions;
  }

  /**
   * Replaces them; a second call does nothing. Not for scripts that are only checked: the compiler
   * knows the types of its own procedures' arguments, and finds mistakes by them.
   */
  public void replace() {
    if (!replaced) {
      replaced = true;
      IntegerArguments integers = IntegerArguments.define(definitions);
      StringProcedures.define(integers);
      StringLibrary.define(definitions, integers);
    }
  }
}
