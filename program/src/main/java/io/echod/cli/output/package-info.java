/** The program's output: standard output, standard error, and the log on it. */
@NullMarked
package io.echod.cli.output;

import org.jspecify.annotations.NullMarked;
