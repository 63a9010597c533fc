/**
 * One description of every setting, and the values that settings have. A program lists its settings
 * in a table; flags, variables, help, errors of ranges and pages are made from it. Depends on no
 * other package of ours.
 */
@NullMarked
package io.echod.settings;

import org.jspecify.annotations.NullMarked;
