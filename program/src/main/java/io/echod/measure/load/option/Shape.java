package io.echod.measure.load.option;

/**
 * The distribution of messages over connections.
 *
 * @param connections open at once, 1 or more
 * @param sizeMin bytes of the smallest message, 1 or more
 * @param sizeMax bytes of the largest message
 * @param pipeline messages in flight on each connection, 1 or more; on all of them together {@link
 *     #IN_FLIGHT_MAX} at most
 * @param reconnect whether each message has a connection of its own
 */
public record Shape(int connections, int sizeMin, int sizeMax, int pipeline, boolean reconnect) {

  /** More would take more memory than a generator has. */
  public static final int IN_FLIGHT_MAX = 1_000_000;

  /** Checks the ranges. */
  public Shape {
    LoadOptions.check(connections >= 1, "connections must be 1 or more, not " + connections);
    LoadOptions.check(sizeMin >= 1 && sizeMax >= sizeMin, "sizes must be 1 or more, in order");
    LoadOptions.check(pipeline >= 1, "the pipeline must be 1 or more, not " + pipeline);
    LoadOptions.check(
        pipeline == 1 || (long) connections * pipeline <= IN_FLIGHT_MAX,
        connections
            + " connections with "
            + pipeline
            + " messages in flight have more than "
            + IN_FLIGHT_MAX
            + " together; write fewer");
    LoadOptions.check(
        !reconnect || pipeline == 1, "a connection for each message has a pipeline of 1");
  }

  /** Connections that stay, with messages of one size, one at a time. */
  public static Shape of(int connections, int size) {
    return new Shape(connections, size, size, 1, false);
  }
}
