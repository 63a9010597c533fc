/**
 * Unix sockets as files: the lock beside one, stale ones, and the permissions from the first
 * moment.
 */
@NullMarked
package io.echod.net.unix;

import org.jspecify.annotations.NullMarked;
