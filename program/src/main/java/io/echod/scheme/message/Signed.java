package io.echod.scheme.message;

/** A procedure that knows its own signature: one of echod's, not of Scheme's. */
public interface Signed {

  /** How scripts call it. */
  Signature signature();
}
