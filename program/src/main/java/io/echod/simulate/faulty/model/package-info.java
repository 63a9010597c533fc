/** A client's view of a server with faults on purpose: each fault once more, naively. */
@NullMarked
package io.echod.simulate.faulty.model;

import org.jspecify.annotations.NullMarked;
