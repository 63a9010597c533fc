package io.echod.server.setting;

import io.echod.fault.FaultSyntax;
import io.echod.net.fault.rule.FaultRule;
import io.echod.settings.BadValue;
import io.echod.settings.Kind;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Faults, separated by spaces. */
final class FaultsKind implements Kind<List<FaultRule>> {

  @Override
  public String label() {
    return "KIND[=VALUE][,KEY=VALUE]...";
  }

  @Override
  public List<FaultRule> parse(String text) {
    if (text.isBlank()) {
      throw new BadValue("no fault; write one, such as delay=100ms");
    }
    return FaultSyntax.parseAll(text);
  }

  @Override
  public String print(List<FaultRule> rules) {
    return rules.stream().map(FaultRule::name).collect(Collectors.joining(" "));
  }

  @Override
  public boolean isRepeatable() {
    return true;
  }

  @Override
  public List<FaultRule> join(List<FaultRule> earlier, List<FaultRule> later) {
    return Stream.concat(earlier.stream(), later.stream()).toList();
  }
}
