package io.echod.scheme.standard;

import gnu.mapping.Procedure;
import gnu.text.Char;
import java.util.Objects;

/**
 * Sets of characters (SRFI 14), which the compiler for Java can't read. Made before SRFI 13 asks
 * for one of them: in the other order, some stay null (Kawa 3.1.1).
 */
final class CharacterSets {

  private static final String SRFI_14 = "gnu.kawa.slib.srfi14";

  private static final Procedure CONTAINS = (Procedure) field("char-set-contains?");

  /** Letters, digits, punctuation and symbols. */
  static final Object GRAPHIC = field("\\=char-set\\!graphic");

  private CharacterSets() {}

  private static Object field(String name) {
    try {
      return Objects.requireNonNull(Class.forName(SRFI_14).getField(name).get(null));
    } catch (ReflectiveOperationException changed) {
      throw new IllegalStateException("Kawa has no SRFI 14", changed);
    }
  }

  /** Makes them. */
  static void prepare() {
    Objects.requireNonNull(CONTAINS);
  }

  static boolean isOne(Object value) {
    return value.getClass().getName().equals(SRFI_14 + "$CharSet");
  }

  static boolean contains(Object set, int point) throws Throwable {
    return Boolean.TRUE.equals(CONTAINS.apply2(set, Char.make(point)));
  }
}
