package io.echod.verify;

import io.echod.net.ConnectionOptions;
import java.net.SocketAddress;
import java.time.Duration;

/**
 * How to verify.
 *
 * @param address of the server
 * @param connection how connections behave
 * @param gentle whether to use few connections and bytes, for servers that others use
 * @param patience how long the server may do nothing before a case is decided
 */
public record VerifyOptions(
    SocketAddress address, ConnectionOptions connection, boolean gentle, Duration patience) {}
