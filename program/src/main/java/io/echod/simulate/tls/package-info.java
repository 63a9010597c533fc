/**
 * The echo server over TLS: clients that shake hands by the JDK's engine, and the rules of what
 * each must see.
 */
@NullMarked
package io.echod.simulate.tls;

import org.jspecify.annotations.NullMarked;
