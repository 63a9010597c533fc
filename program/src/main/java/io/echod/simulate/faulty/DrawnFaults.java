package io.echod.simulate.faulty;

import io.echod.dispatcher.kernel.sim.chance.SimRandom;
import io.echod.fault.FaultSyntax;
import io.echod.net.fault.rule.FaultRule;
import java.util.ArrayList;
import java.util.List;

/**
 * Draws faults as users write them. Faults that stand on each other are drawn only where they leave
 * no doubt about what a client sees: one that keeps input back, one that keeps output back, one
 * that ends the connection.
 */
final class DrawnFaults {

  private static final List<String> JITTERS = List.of("uniform", "normal", "lognormal", "pareto");
  private static final List<String> CUTS = List.of("reset", "end", "half-close");

  private final SimRandom random;

  private DrawnFaults(SimRandom random) {
    this.random = random;
  }

  static List<FaultRule> ofStreams(SimRandom random) {
    return new DrawnFaults(random).streams();
  }

  static List<FaultRule> ofDatagrams(SimRandom random) {
    return new DrawnFaults(random).datagrams();
  }

  private List<FaultRule> streams() {
    List<String> specs = new ArrayList<>();
    boolean isGated = false;
    if (random.chance(0.2)) {
      specs.add(inputGate());
    }
    if (random.chance(0.35)) {
      specs.add(delay());
    }
    if (random.chance(0.4)) {
      isGated = true;
      insert(specs, outputGate());
    }
    if (random.chance(0.3)) {
      insert(specs, "corrupt=" + random.between(1, 30) + "%" + unit() + bytes());
    }
    if (random.chance(0.1)) {
      insert(specs, "silent" + (random.chance(0.5) ? bytes(true) : bytes()));
    }
    if (random.chance(0.5)) {
      end(specs, isGated);
    }
    return specs.stream().map(spec -> FaultSyntax.parse(spec + scope(spec))).toList();
  }

  /** At any place: what it does is another matter than what is there, whose order stays. */
  private void insert(List<String> specs, String spec) {
    specs.add(random.below(specs.size() + 1), spec);
  }

  private void end(List<String> specs, boolean isGated) {
    switch (random.below(8)) {
      case 0 -> specs.addFirst("slow-close=" + time());
      case 1 -> insert(specs, "refuse");
      case 2 -> insert(specs, "garbage=" + random.between(0, 3_000));
      case 3 -> specs.add(acceptStall());
      default -> {
        String cut = CUTS.get(random.below(CUTS.size()));
        switch (random.below(4)) {
          case 0 -> insert(specs, cut);
          case 1 -> {
            // Bytes kept back when its time comes would never be sent.
            String timed = cut + ",after=" + time();
            if (isGated) {
              specs.addFirst(timed);
            } else {
              insert(specs, timed);
            }
          }
          default -> insert(specs, cut + ",after=" + random.between(1, 1_000));
        }
      }
    }
  }

  private String acceptStall() {
    String stall = "accept-stall=" + random.between(1, 2_500) + "ms";
    return random.chance(0.3)
        ? stall + ",window=" + random.between(1, 300) + "ms.." + random.between(400, 2_000) + "ms"
        : stall;
  }

  private String inputGate() {
    return random.chance(0.5)
        ? "slow-open=" + time() + ending()
        : stall("in", random.chance(0.3) ? ending() : "");
  }

  private String outputGate() {
    return switch (random.below(3)) {
      case 0 -> stall("out", random.chance(0.3) ? ending() : "");
      case 1 -> bandwidth();
      default -> slice();
    };
  }

  private String stall(String direction, String ending) {
    boolean isEndless = random.chance(0.15);
    int millis = random.between(1, 300);
    String after =
        switch (random.below(3)) {
          case 0 -> "";
          case 1 -> ",after=" + random.between(1, 1_000);
          default -> ",after=" + time();
        };
    boolean isRepeated = !isEndless && random.chance(0.3);
    return "stall="
        + (isEndless ? "forever" : millis + "ms")
        + ",direction="
        + direction
        + after
        + (isRepeated ? ",every=" + (millis + random.between(1, 200)) + "ms" : "")
        + (isRepeated ? "" : ending);
  }

  private String delay() {
    if (random.chance(0.3)) {
      return "delay=" + time() + bytes();
    }
    String distribution = JITTERS.get(random.below(JITTERS.size()));
    return "delay="
        + time()
        + ",jitter="
        + time()
        + ",dist="
        + distribution
        + ",max="
        + random.between(1, 500)
        + "ms"
        + bytes();
  }

  private String bandwidth() {
    int rate = random.between(500, random.between(500, 50_000));
    return "bandwidth="
        + rate
        + (random.chance(0.7) ? ",burst=" + random.between(1, random.between(1, 2_000)) : "")
        + (random.chance(0.4) ? ",per=listener" : bytes());
  }

  private String slice() {
    int least = random.between(1, random.between(1, 300));
    int most = least + random.below(random.between(1, 300));
    String gap = random.chance(0.7) ? ",gap=" + random.between(1, 5_000) + "us" : "";
    return "slice=" + least + ".." + most + gap + bytes();
  }

  private String unit() {
    return random.chance(0.5) ? ",unit=bit" : "";
  }

  private String bytes() {
    return bytes(random.chance(0.3));
  }

  private String bytes(boolean isLimited) {
    int first = random.between(0, 500);
    return !isLimited ? "" : ",bytes=" + first + ".." + (first + random.between(1, 800));
  }

  private String ending() {
    return random.chance(0.3) ? ",for=" + random.between(1, 500) + "ms" : "";
  }

  private String time() {
    return random.chance(0.5) ? random.between(1, 300) + "ms" : random.between(1, 50_000) + "us";
  }

  /** Which connections it is for. */
  private String scope(String spec) {
    if (spec.startsWith("accept-stall")) {
      return "";
    }
    return switch (random.below(5)) {
      case 0 -> ",probability=" + random.between(10, 90) + "%";
      case 1 -> {
        int first = random.between(1, 4);
        yield ",connections=" + first + ".." + (first + random.below(3));
      }
      default -> "";
    };
  }

  private List<FaultRule> datagrams() {
    List<String> specs = new ArrayList<>();
    if (random.chance(0.5)) {
      specs.add(
          "loss="
              + random.between(1, 60)
              + "%"
              + (random.chance(0.5) ? ",burst=" + random.between(1, 6) : ""));
    }
    if (random.chance(0.4)) {
      insert(specs, "duplicate=" + random.between(1, 100) + "%");
    }
    if (random.chance(0.4)) {
      String distance = random.chance(0.5) ? ",distance=" + random.between(1, 6) : "";
      insert(specs, "reorder=" + random.between(1, 60) + "%" + distance);
    }
    if (random.chance(0.3)) {
      insert(specs, "truncate=" + random.between(0, 200));
    }
    return specs.stream().map(FaultSyntax::parse).toList();
  }
}
