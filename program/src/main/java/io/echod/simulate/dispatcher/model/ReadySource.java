package io.echod.simulate.dispatcher.model;

/** A source that the kernel has found ready, and for which reasons. */
public record ReadySource(NaiveSource source, int reasons) {}
