/** A layer for each kind of fault, and what they share: random streams, scopes, token buckets. */
@NullMarked
package io.echod.net.fault.layer;

import org.jspecify.annotations.NullMarked;
