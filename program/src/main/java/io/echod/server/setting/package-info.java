/** The settings of the server: their table, and the kinds of values that are its own. */
@NullMarked
package io.echod.server.setting;

import org.jspecify.annotations.NullMarked;
