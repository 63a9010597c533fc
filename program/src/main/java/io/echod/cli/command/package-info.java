/**
 * Common parts of commands: signals, deadlines, settings as options, and numbers as people read
 * them.
 */
@NullMarked
package io.echod.cli.command;

import org.jspecify.annotations.NullMarked;
