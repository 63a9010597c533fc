package io.echod.server.setting;

/** What the dispatchers wait for events by; which kernels these are, the commands know. */
public enum KernelChoice {
  /** The first that works. */
  AUTO,
  NIO,
  EPOLL
}
