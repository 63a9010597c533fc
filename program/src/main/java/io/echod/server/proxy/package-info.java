/** The PROXY protocol of the server's listeners: what is set. */
@NullMarked
package io.echod.server.proxy;

import org.jspecify.annotations.NullMarked;
