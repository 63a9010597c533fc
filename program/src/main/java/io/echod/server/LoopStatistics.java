package io.echod.server;

import io.echod.dispatcher.Statistics;

/**
 * The work of one dispatcher of a server.
 *
 * @param clients for its clients
 * @param dispatcher as a dispatcher
 */
public record LoopStatistics(ServerStatistics clients, Statistics dispatcher) {}
