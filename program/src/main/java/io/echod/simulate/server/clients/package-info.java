/** The clients of the echo server, what each sends, and the bytes that the server owes to each. */
@NullMarked
package io.echod.simulate.server.clients;

import org.jspecify.annotations.NullMarked;
