/**
 * A naive dispatcher: it makes no calls, and checks every call of the real one against what is
 * promised.
 */
@NullMarked
package io.echod.simulate.dispatcher.model;

import org.jspecify.annotations.NullMarked;
