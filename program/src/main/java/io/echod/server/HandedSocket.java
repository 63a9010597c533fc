package io.echod.server;

import io.echod.dispatcher.kernel.InheritedSocket;

/**
 * A socket that a service manager, such as systemd, has opened for the server.
 *
 * @param name of the listener whose place it takes
 * @param socket that listens, or takes datagrams
 */
public record HandedSocket(String name, InheritedSocket socket) {}
