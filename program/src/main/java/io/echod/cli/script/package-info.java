/** {@code run} and {@code repl}: a script, and the prompt beside it. */
@NullMarked
package io.echod.cli.script;

import org.jspecify.annotations.NullMarked;
