package io.echod.simulate.guarded;

import io.echod.dispatcher.kernel.sim.chance.SimRandom;
import io.echod.net.address.Cidr;
import java.math.BigInteger;
import java.net.InetAddress;
import java.util.List;
import java.util.stream.Stream;

/**
 * Which addresses a server lets in.
 *
 * @param allowed none: all
 * @param denied even where they are allowed
 */
record DrawnLists(List<String> allowed, List<String> denied) {

  static final DrawnLists NONE = new DrawnLists(List.of(), List.of());

  /** Some of these hold clients that call, and others those that headers name. */
  private static final List<String> BLOCKS =
      List.of(
          "10.0.0.0/9",
          "10.128.0.0/9",
          "10.64.0.0/10",
          "192.0.2.0/24",
          "192.0.2.1",
          "192.0.2.2/31",
          "2001:db8::/32",
          "2001:db8:0:1::/64",
          "2001:db8:0:2::8/125",
          "203.0.113.0/24");

  /** The blocks that each allowed block stands beside, so that not all are refused. */
  private static final List<String> MOST = List.of("10.0.0.0/8", "192.0.2.0/25");

  static DrawnLists draw(SimRandom random) {
    List<String> denied = random.chance(0.5) ? List.of() : some(random);
    List<String> allowed =
        random.chance(0.7)
            ? List.of()
            : Stream.concat(some(random).stream(), random.chance(0.5) ? MOST.stream() : Stream.of())
                .toList();
    return new DrawnLists(allowed, denied);
  }

  private static List<String> some(SimRandom random) {
    return Stream.generate(() -> BLOCKS.get(random.below(BLOCKS.size())))
        .limit(random.between(1, 3))
        .distinct()
        .toList();
  }

  static List<Cidr> blocks(List<String> texts) {
    return texts.stream().map(Cidr::parse).toList();
  }

  /** Whether a client with that address is let in, by the meaning of the lists alone. */
  boolean hasIn(InetAddress address) {
    boolean isAllowed =
        allowed.isEmpty() || allowed.stream().anyMatch(block -> contains(block, address));
    return isAllowed && denied.stream().noneMatch(block -> contains(block, address));
  }

  /** Compares the first bits as one number. */
  private static boolean contains(String block, InetAddress address) {
    String[] parts = block.split("/", 2);
    byte[] first = InetAddress.ofLiteral(parts[0]).getAddress();
    byte[] other = address.getAddress();
    int most = 8 * first.length;
    int rest = parts.length == 1 ? 0 : most - Integer.parseInt(parts[1]);
    return first.length == other.length
        && new BigInteger(1, first)
            .shiftRight(rest)
            .equals(new BigInteger(1, other).shiftRight(rest));
  }
}
