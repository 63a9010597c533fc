/** The servers of the directory examples, each run as a process and talked to through its port. */
package io.echod.examples;
