package io.echod.server;

import io.echod.dispatcher.kernel.InheritedSocket;

/**
 * A socket that whoever started the server has opened for it, as systemd does.
 *
 * @param name of the listener whose place it takes
 * @param socket that listens, or takes datagrams
 */
public record HandedSocket(String name, InheritedSocket socket) {}
