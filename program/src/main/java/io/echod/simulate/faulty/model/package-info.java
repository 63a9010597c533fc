/** What a client of a server with faults on purpose must see: each fault once more, naively. */
@NullMarked
package io.echod.simulate.faulty.model;

import org.jspecify.annotations.NullMarked;
