/**
 * One description of every setting, and the values that settings have. Whoever has settings lists
 * them in a table; flags, variables, help, errors of ranges and pages are made from it. Knows
 * nobody.
 */
@NullMarked
package io.echod.settings;

import org.jspecify.annotations.NullMarked;
