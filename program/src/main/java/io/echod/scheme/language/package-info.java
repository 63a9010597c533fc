/** Kawa, set up for scripts: compiles a form, evaluates it, and keeps what it defines. */
@NullMarked
package io.echod.scheme.language;

import org.jspecify.annotations.NullMarked;
