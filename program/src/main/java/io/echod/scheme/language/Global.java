package io.echod.scheme.language;

import gnu.expr.Expression;
import gnu.mapping.Environment;
import gnu.mapping.Location;
import gnu.mapping.Procedure0;
import gnu.mapping.Symbol;
import gnu.mapping.UnboundLocationException;
import org.jspecify.annotations.Nullable;

/**
 * Gives the value of a name that is defined elsewhere than in the form that mentions it. Kawa's
 * compiled code looks such a name up, by its hash and under a lock, each time; this keeps where it
 * was found. Definitions made anew are seen: they change what is there.
 */
final class Global extends Procedure0 {

  private final Environment environment;
  private final Symbol symbol;
  private final @Nullable String file;
  private final int line;
  private final int column;
  private @Nullable Location<?> location;

  /**
   * Looks nothing up yet: the name may be defined later.
   *
   * @param mention what the script says, for the place in a message
   */
  Global(Environment environment, Symbol symbol, Expression mention) {
    super(symbol.getName());
    this.environment = environment;
    this.symbol = symbol;
    file = mention.getFileName();
    line = mention.getStartLine();
    column = mention.getStartColumn();
  }

  @Override
  public Object apply0() {
    Location<?> known = location;
    try {
      return (known == null ? find() : known).get();
    } catch (UnboundLocationException unbound) {
      unbound.setLine(file, line, column);
      throw unbound;
    }
  }

  private Location<?> find() {
    // A name that is not defined must not become one that is known.
    Location<?> found = environment.lookup(symbol);
    if (found == null || !found.isBound()) {
      throw new UnboundLocationException(symbol);
    }
    // Scheme's own are found in an environment further out: a definition would not go there.
    Location<?> known = environment.getLocation(symbol);
    location = known;
    return known;
  }
}
