/** TLS of the server's listeners: what is set, and the files that it is made of. */
@NullMarked
package io.echod.server.tls;

import org.jspecify.annotations.NullMarked;
