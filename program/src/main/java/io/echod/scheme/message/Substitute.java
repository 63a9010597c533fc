package io.echod.scheme.message;

import gnu.mapping.Procedure;

/** A procedure that calls one of Kawa's at last, which knows the types of its arguments. */
public interface Substitute {

  /** The procedure of Kawa's. */
  Procedure original();
}
