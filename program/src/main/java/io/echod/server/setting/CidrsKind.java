package io.echod.server.setting;

import io.echod.net.address.Cidr;
import io.echod.settings.BadValue;
import io.echod.settings.Kind;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Blocks of addresses, separated by commas. */
final class CidrsKind implements Kind<List<Cidr>> {

  @Override
  public String label() {
    return "CIDR[,CIDR]";
  }

  @Override
  public List<Cidr> parse(String text) {
    if (text.isBlank()) {
      throw new BadValue("no block of addresses; write one, such as 10.0.0.0/8");
    }
    return Arrays.stream(text.split(",", -1)).map(String::strip).map(CidrsKind::block).toList();
  }

  private static Cidr block(String text) {
    try {
      return Cidr.parse(text);
    } catch (IllegalArgumentException none) {
      throw new BadValue(String.valueOf(none.getMessage()));
    }
  }

  @Override
  public String print(List<Cidr> blocks) {
    return blocks.stream().map(Cidr::toString).collect(Collectors.joining(","));
  }

  @Override
  public boolean isRepeatable() {
    return true;
  }

  @Override
  public List<Cidr> join(List<Cidr> earlier, List<Cidr> later) {
    return Stream.concat(earlier.stream(), later.stream()).toList();
  }
}
