package io.echod.server.proxy;

/** Whether the connections of a listener begin with a PROXY header; it is never guessed. */
public enum ProxyMode {
  OFF,
  REQUIRED
}
