package io.echod.simulate.server.plan;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import io.echod.dispatcher.kernel.sim.chance.SimOptions;
import io.echod.dispatcher.kernel.sim.chance.SimRandom;
import io.echod.server.setting.ProxySettings;
import io.echod.server.setting.ServerSettings;
import io.echod.server.tls.TlsSettings;
import io.echod.settings.Setting;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ServerPlanTest {

  private static final int SEEDS = 300;

  private static final String REFUSED =
      "another world has it, with clients who know that a server may end them";

  private static final String PLAIN = "simulated clients do not speak TLS yet";

  private static final String DIRECT = "another world has it, with clients who send headers";

  private static final String NEVER_REFUSED = "simulated clients know no lists, and all read";

  /** Settings that are never drawn, and the reasons. */
  private static final Map<Setting<?>, String> NEVER_DRAWN =
      Map.ofEntries(
          entry(ServerSettings.PORT, "each address to listen on has a port of its own"),
          entry(ServerSettings.BIND, "each address to listen on is a URL"),
          entry(
              ServerSettings.DISPATCHERS,
              "a simulation has one dispatcher, which several would not share anything with"),
          entry(ServerSettings.BALANCE, "one dispatcher has no other to share with"),
          entry(ServerSettings.DRAIN_DELAY, "a simulated server gets no signals"),
          entry(ServerSettings.QUEUE, "queues are drawn as a program gives them"),
          entry(ServerSettings.QUEUE_TOTAL, "queues are drawn as a program gives them"),
          entry(ServerSettings.MAX_CONNECTIONS, REFUSED),
          entry(ServerSettings.MAX_CONNECTIONS_PER_ADDRESS, REFUSED),
          entry(ServerSettings.CONNECT_RATE, REFUSED),
          entry(ServerSettings.ALLOW, NEVER_REFUSED),
          entry(ServerSettings.DENY, NEVER_REFUSED),
          entry(ServerSettings.IDLE_TIMEOUT, REFUSED),
          entry(ServerSettings.WRITE_TIMEOUT, NEVER_REFUSED),
          entry(ServerSettings.MAX_BYTES, REFUSED),
          entry(ProxySettings.PROXY, DIRECT),
          entry(ProxySettings.FROM, DIRECT),
          entry(ProxySettings.TIMEOUT, DIRECT),
          entry(TlsSettings.CERT, PLAIN),
          entry(TlsSettings.KEY, PLAIN),
          entry(TlsSettings.CLIENT_CA, PLAIN),
          entry(TlsSettings.SELF_SIGNED, PLAIN),
          entry(TlsSettings.MIN, PLAIN),
          entry(TlsSettings.HANDSHAKE_TIMEOUT, PLAIN),
          entry(ServerSettings.FAULT_PROFILE, "it stands for other faults"),
          entry(ServerSettings.FAULT_COMMANDS, "simulated clients know no commands"),
          entry(ServerSettings.KERNEL, "it is the simulated one"),
          entry(ServerSettings.CONFIG, "a simulation reads no files"),
          entry(ServerSettings.CHECK, "it serves"),
          entry(ServerSettings.VERBOSE, "what is logged changes nothing of what is done"));

  @Test
  void everySettingThatChangesWhatTheServerDoesIsDrawn() {
    Map<String, Set<String>> drawn = new TreeMap<>();
    for (long seed = 0; seed < SEEDS; seed++) {
      ServerPlan plan = ServerPlan.draw(new SimRandom(seed), SimOptions.drawn(seed));
      for (Setting<?> setting : ServerSettings.ALL) {
        drawn
            .computeIfAbsent(setting.name(), _ -> new HashSet<>())
            .add(plan.options().settings().print(setting));
      }
    }
    for (Setting<?> setting : ServerSettings.ALL) {
      Set<String> values = drawn.getOrDefault(setting.name(), Set.of());
      String reason = NEVER_DRAWN.get(setting);
      if (reason == null) {
        assertThat(values).as("%s is drawn", setting).hasSizeGreaterThan(1);
      } else {
        assertThat(values).as("%s is not drawn: %s", setting, reason).hasSize(1);
      }
    }
  }
}
