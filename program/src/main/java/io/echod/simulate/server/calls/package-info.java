/**
 * Connections that the driver makes to peers of its own: single calls, chats, and lines. Each
 * checks what it receives.
 */
@NullMarked
package io.echod.simulate.server.calls;

import org.jspecify.annotations.NullMarked;
