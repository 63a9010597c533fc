package io.echod.net.fault.rule;

/**
 * A fault, and where it strikes.
 *
 * @param fault what happens
 * @param scope to which connections, bytes and when
 * @param name what reports call it, such as the text it was read from; the random numbers of a rule
 *     follow from it, and from how many of the same name are before it
 */
public record FaultRule(Fault fault, FaultScope scope, String name) {

  /** A rule with the name that the fault and the scope give it. */
  public static FaultRule of(Fault fault, FaultScope scope) {
    return new FaultRule(fault, scope, fault + " " + scope);
  }

  /** A rule for everything. */
  public static FaultRule of(Fault fault) {
    return of(fault, FaultScope.ALL);
  }

  @Override
  public String toString() {
    return name;
  }
}
