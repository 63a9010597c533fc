/** Addresses of sockets as URLs, as names for log and trace, and in CIDR blocks. */
@NullMarked
package io.echod.net.address;

import org.jspecify.annotations.NullMarked;
