package io.echod.server.setting;

/**
 * The choice of an event interface for the dispatchers; the commands know which kernels these are.
 */
public enum KernelChoice {
  /** The first that works. */
  AUTO,
  NIO,
  EPOLL
}
