package io.echod.verify;

import java.util.function.Consumer;

/**
 * One behaviour.
 *
 * @param name stable, for scripts
 * @param expected what a server that passes does
 * @param source the standard that demands it, or common sense
 * @param trial what is done to find out
 */
public record Case(String name, String expected, String source, Consumer<Trial> trial) {

  static final String RFC_862 = "RFC 862";
  static final String COMMON_SENSE = "common sense";
}
