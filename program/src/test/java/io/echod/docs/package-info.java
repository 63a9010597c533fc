/** Keeps the documents true: their code compiles and runs, their commands work. */
package io.echod.docs;
