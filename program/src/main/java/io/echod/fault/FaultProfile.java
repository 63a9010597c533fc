package io.echod.fault;

import io.echod.net.fault.rule.FaultRule;
import java.util.List;
import java.util.Locale;

/**
 * Several rules that together resemble a kind of network: round-trip times and rates as they are
 * commonly measured for it, from the server to its client.
 */
public enum FaultProfile {
  /** No profile. */
  NONE(""),
  /** 50 kbit/s. */
  GPRS("delay=500ms,jitter=100ms bandwidth=6250"),
  /** 240 kbit/s. */
  EDGE("delay=300ms,jitter=60ms bandwidth=30000"),
  /** 1.6 Mbit/s. */
  THREE_G("delay=150ms,jitter=30ms bandwidth=200000"),
  /** 12 Mbit/s. */
  LTE("delay=50ms,jitter=10ms bandwidth=1500000"),
  /** 8 Mbit/s. */
  DSL("delay=20ms,jitter=3ms bandwidth=1000000"),
  /** 16 Mbit/s, with retransmissions that are seen as long delays. */
  WIFI_LOSSY("delay=5ms,jitter=15ms,dist=pareto,max=500ms bandwidth=2000000"),
  /** 5 Mbit/s by way of a geostationary orbit. */
  SATELLITE("delay=600ms,jitter=20ms bandwidth=625000");

  private final String specs;

  FaultProfile(String specs) {
    this.specs = specs;
  }

  /** Its rules, in their order. */
  public List<FaultRule> rules() {
    return specs.isEmpty() ? List.of() : FaultSyntax.parseAll(specs);
  }

  /** The rules as they are written. */
  public String specs() {
    return specs;
  }

  @Override
  public String toString() {
    return this == THREE_G ? "3g" : name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
