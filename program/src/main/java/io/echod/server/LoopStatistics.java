package io.echod.server;

import io.echod.dispatcher.Statistics;

/**
 * What one dispatcher of a server has done.
 *
 * @param clients for its clients
 * @param dispatcher as a dispatcher
 */
public record LoopStatistics(ServerStatistics clients, Statistics dispatcher) {}
