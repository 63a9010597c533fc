package io.echod.fault;

import io.echod.net.fault.rule.Fault;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;

/** The keys and values behind a fault. */
record FaultKeys(Map<String, FaultValue> values) {

  boolean has(String name) {
    return values.containsKey(name);
  }

  FaultValue get(String name) {
    return Objects.requireNonNull(values.get(name));
  }

  Duration time(String name, Duration byDefault) {
    return has(name) ? get(name).time() : byDefault;
  }

  Duration positiveTime(String name, Duration byDefault) {
    return has(name) ? get(name).positiveTime() : byDefault;
  }

  Fault.Trigger after() {
    return has("after") ? get("after").trigger() : Fault.Trigger.AT_ONCE;
  }
}
