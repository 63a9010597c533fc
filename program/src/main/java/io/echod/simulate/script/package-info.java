/** Clients that do at set times what a script says, and note what they get, and when. */
@NullMarked
package io.echod.simulate.script;

import org.jspecify.annotations.NullMarked;
