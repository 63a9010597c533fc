package io.echod.server.setting;

/** How new connections are spread over the dispatchers. */
public enum BalanceMode {
  /** By the system, or by the dispatcher that is there first. */
  OFF,
  /** Each to the dispatcher with the fewest. */
  CONNECTIONS
}
